/// Defines the mistakes from one table: each with its text for operators and its text for the developers of a client.
macro_rules! mistakes {
    ($($(#[$doc:meta])* $name:ident $explain:literal, $text:literal;)+) => {
        /// A mistake of a client in its signature.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Mistake {
            $($(#[$doc])* $name,)+
        }

        impl Mistake {
            /// Returns the mistake and its cure, for operators.
            pub const fn explain(self) -> &'static str {
                match self { $(Mistake::$name => $explain,)+ }
            }

            /// Returns the mistake and its cure, for the developers of a client.
            pub const fn text(self) -> &'static str {
                match self { $(Mistake::$name => $text,)+ }
            }
        }
    };
}

mistakes! {
    // The encoding of the signature.
    /// The hexadecimal digits are in lower case.
    LowerCase "the signature is in lower case; send upper-case hexadecimal digits", "签名使用了小写，应转换为大写";
    /// There are spaces or newlines around the signature.
    SpaceAround "there are spaces or newlines around the signature; send its digits alone", "签名前后有空格或换行";
    /// The signature is in Base64.
    Base64 "the signature is in Base64; send upper-case hexadecimal digits", "签名使用了 Base64，应为大写十六进制";
    /// There are dashes or colons between the digits, as .NET's BitConverter writes them.
    Separators "there are separators between the digits of the signature; send its digits alone", "签名的十六进制数字之间有分隔符";
    /// Only the middle of an MD5 was sent.
    HalfMd5 "the signature is the middle half of the MD5; send all 32 digits", "签名只有 16 位，应为完整的 32 位 MD5";
    // The combination of data and secret.
    /// The secret is placed before the data.
    SecretFirst "the secret is before the data; append it after the data", "密钥拼在了 data 之前，应拼在 data 之后";
    /// The secret is placed before and after the data.
    SecretAround "the secret is before and after the data; append it only after the data", "密钥拼在了 data 的前后，应只拼在 data 之后";
    /// `&key=` or `key=` is between data and secret.
    KeySuffix "the secret was appended as key=...; append the secret alone", "密钥以 key=… 的形式拼接，应直接拼接密钥本身";
    /// Something else is between data and secret.
    Joined "a separator is between data and secret; append the secret directly", "data 与密钥之间有分隔符，应直接拼接";
    /// The secret is not in the hash.
    NoSecret "the secret is not in the hash; append it after the data", "签名时没有拼接密钥";
    /// The secret was read with a newline or spaces around it.
    SecretWithSpace "the secret was read with spaces or a newline around it; trim it", "密钥前后带有空格或换行";
    /// The secret was written in another case.
    SecretCase "the secret was changed to another case; use it as it is", "密钥的大小写被改变，应原样使用";
    /// The secret was decoded from hexadecimal digits.
    SecretDecoded "the secret was decoded from hexadecimal digits; use its text as it is", "密钥被当作十六进制解码，应直接使用其文本";
    /// MD5 was used, but `sign_type` says HMAC-SHA256.
    Md5ForHmac "MD5 was used, but sign_type says HMAC-SHA256; make the two agree", "使用了 MD5，但 sign_type 为 HMAC-SHA256";
    /// HMAC-SHA256 was used, but `sign_type` says MD5 or is missing.
    HmacForMd5 "HMAC-SHA256 was used; send sign_type=HMAC-SHA256 with the call", "使用了 HMAC-SHA256，应同时传 sign_type=HMAC-SHA256";
    /// HMAC-MD5 was used.
    HmacMd5 "HMAC-MD5 was used; there are MD5(data + secret) and HMAC-SHA256", "使用了 HMAC-MD5，应为 MD5(data + 密钥) 或 HMAC-SHA256";
    /// HMAC-SHA1 was used.
    HmacSha1 "HMAC-SHA1 was used; there are MD5(data + secret) and HMAC-SHA256", "使用了 HMAC-SHA1，应为 MD5(data + 密钥) 或 HMAC-SHA256";
    /// SHA-1 was used.
    Sha1 "SHA-1 was used; there are MD5(data + secret) and HMAC-SHA256", "使用了 SHA-1，应为 MD5(data + 密钥) 或 HMAC-SHA256";
    /// SHA-256 was used without a key.
    Sha256 "SHA-256 was used without a key; HMAC-SHA256 takes the secret as its key", "使用了 SHA-256，应为以密钥为 key 的 HMAC-SHA256";
    /// The key and the text of the HMAC are swapped.
    HmacSwapped "the key and the text of the HMAC are swapped; the secret is the key", "HMAC 的 key 与内容颠倒了，密钥应为 key";
    /// The secret is the key of the HMAC and is also placed after the data.
    HmacOfBoth "the secret is the key of the HMAC and in its text as well; sign the data alone", "HMAC 的内容中又拼接了密钥，应只对 data 计算";
    /// The data was hashed by itself first.
    DoubleMd5 "the MD5 was taken twice; take it once, of data and secret", "重复计算了 MD5，应只对 data + 密钥 计算一次";
    /// The secret is a retired one.
    RetiredSecret "the secret was retired; use the new one", "使用了已停用的密钥";
    // The signed bytes.
    /// A newline at the end was signed, but not sent.
    TrailingNewline "a newline after the data was signed but not sent; sign the exact bytes that you send (printf '%s', not echo)", "签名时 data 末尾多了换行";
    /// A newline or spaces around the data were sent, but not signed.
    Trimmed "spaces or newlines around the data were sent but not signed; sign the exact bytes that you send", "发送的 data 前后有空格或换行，签名时却没有";
    /// The line ends within the data differ from the signed ones.
    LineEnds "the line ends within the data were changed on the way (CRLF, LF); sign the exact bytes that you send", "data 中的换行（CRLF、LF）在途中被改变";
    /// A byte order mark was signed, but not sent.
    ByteOrderMark "a byte order mark was signed but not sent; write the text as UTF-8 without it", "签名时 data 开头带有 BOM";
    /// The data was signed as GBK, but sent as UTF-8.
    Gbk "the data was signed as GBK; sign its UTF-8 bytes", "签名时 data 为 GBK 编码，应为 UTF-8";
    /// The data was signed as UTF-16.
    Utf16 "the data was signed as UTF-16; sign its UTF-8 bytes", "签名时 data 为 UTF-16 编码，应为 UTF-8";
    /// The data was signed as ASCII, with question marks for other characters.
    Ascii "the data was signed as ASCII, with ? for every other character; sign its UTF-8 bytes", "签名时 data 为 ASCII 编码，其它字符成了 ?，应为 UTF-8";
    /// UTF-8 was taken for Latin-1 and encoded again before it was sent.
    EncodedTwice "the UTF-8 bytes of the data were taken for Latin-1 and encoded once more before they were sent; send what you sign", "发送时 UTF-8 被当作 Latin-1 又编码了一次";
    /// The JSON was serialised a second time for the signature, with other escapes or spaces.
    Reserialised "the JSON was made a second time for the signature, with other escapes or spaces; make the text once, sign it and send it", "签名时重新生成了 JSON，转义或空格与发送的 data 不同";
    /// The keys were sorted for the signature.
    SortedKeys "the keys were sorted for the signature; sign the text as you send it", "签名时对键排了序，应对发送的 data 原文签名";
    /// Keys and values were joined, as other protocols sign.
    Concatenated "keys and values were put together for the signature; sign the JSON text itself", "签名时拼接了键与值，应对 data 的 JSON 原文签名";
    /// The whole form was signed instead of its field.
    SignedForm "the form was signed, with data= in it; sign the value of data alone", "对整个表单（data=…）签了名，应只对 data 的值签名";
    /// The percent-encoded form of the data was signed.
    SignedEncoded "the percent-encoded data was signed; sign the text before it is encoded for the form", "对 URL 编码后的 data 签了名，应对编码前的原文签名";
    /// The data was percent-decoded once too often on the way.
    DecodedTwice "data arrived decoded once more than it was encoded, or the other way round; encode it once", "data 被多编码或多解码了一次";
    /// Plus signs of the data arrived as spaces.
    PlusLost "a plus sign of the data arrived as a blank; percent-encode the data for the form (+ as %2B)", "data 中的加号（+）到达时变成了空格，应做 URL 编码（+ 编码为 %2B）";
    /// Characters were escaped for HTML, in the sent or in the signed text.
    HtmlEscaped "data was escaped for HTML (&quot;, &amp;) in one of what was signed and what was sent; escape nothing", "data 被做了 HTML 转义（&quot;、&amp; 等），不应转义";
    /// Quotation marks were replaced by typographic ones.
    SmartQuotes "quotation marks of the data were replaced by typographic ones on the way", "data 中的引号在途中被替换成了弯引号";
}

/// A possible mistake, guessed from properties of the call. It is for calls to which no known mistake matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// The signature has as many digits as the other sign type.
    OtherKind,
    /// The number of digits of the signature is wrong for its sign type.
    NoSignature,
    /// Plus signs may have been lost.
    PlusLost,
    /// Characters were lost before the data arrived.
    CharactersLost,
    /// The data may have been escaped for HTML.
    HtmlEscaped,
}

impl Guess {
    /// Returns the guess, for operators.
    pub const fn explain(self) -> &'static str {
        match self {
            Guess::OtherKind => {
                "it may be that sign_type is wrong: the signature has as many digits as the other kind has (MD5 32, HMAC-SHA256 64)"
            }
            Guess::NoSignature => {
                "it may be that something else was sent as sign: MD5 has 32 hexadecimal digits, HMAC-SHA256 64"
            }
            Guess::PlusLost => {
                "it may be that plus signs were lost: the data has blanks and no plus; percent-encode the data for the form (+ as %2B)"
            }
            Guess::CharactersLost => {
                "it may be that characters were lost: the data has U+FFFD or ?? where an encoding failed; send and sign UTF-8"
            }
            Guess::HtmlEscaped => {
                "it may be that the data was escaped for HTML on the way: it has entities such as &quot; or &amp;"
            }
        }
    }

    /// Returns the guess, for the developers of a client.
    pub const fn text(self) -> &'static str {
        match self {
            Guess::OtherKind => {
                "可能是 sign_type 不对：签名的位数是另一种签名的（MD5 32 位，HMAC-SHA256 64 位）"
            }
            Guess::NoSignature => {
                "可能 sign 传了别的内容：MD5 为 32 位十六进制，HMAC-SHA256 为 64 位"
            }
            Guess::PlusLost => {
                "可能丢失了加号（+）：data 有空格而没有加号，应做 URL 编码（+ 编码为 %2B）"
            }
            Guess::CharactersLost => {
                "可能丢失了字符：data 中有 U+FFFD 或 ??，应使用 UTF-8 发送和签名"
            }
            Guess::HtmlEscaped => "可能被做了 HTML 转义：data 中有 &quot;、&amp; 等实体",
        }
    }
}
