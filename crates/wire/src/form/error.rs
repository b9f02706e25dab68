use std::fmt;

use signet_fault::{Code, Fault, Reason};

/// The reason why a form was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A field that may not be repeated is repeated.
    #[error("the field {0} is repeated")]
    RepeatedField(&'static str),
    /// A text has a NUL character.
    #[error("a text has a NUL character")]
    Nul,
    /// A `%` is not followed by two hexadecimal digits.
    #[error("byte {at} of the body: % is not followed by two hexadecimal digits")]
    BrokenEscape {
        /// The position of the `%` in the body, from 0.
        at: usize,
    },
    /// The name or the value of a field is not UTF-8.
    #[error("byte {at} of the body: {field} is not UTF-8")]
    InvalidUtf8 {
        /// The name of the field, or a description of a field that the rules do not list.
        field: &'static str,
        /// The position in the body of the first byte that is not UTF-8, from 0.
        at: usize,
    },
    /// There are more fields than the rules allow.
    #[error("there are more than {0} fields")]
    TooManyFields(usize),
    /// A text is longer than the rules allow.
    #[error("{field} is longer than {max} bytes")]
    LongText {
        /// The name of the field, or a description of a field that the rules do not list.
        field: &'static str,
        /// The maximum number of bytes of a text.
        max: usize,
    },
    /// The multipart body does not follow RFC 7578.
    #[error("{}{rule}", InPart(*part))]
    Multipart {
        /// The number of the broken part, from 1; 0 if the mistake is not in a part.
        part: usize,
        /// The rule that the body breaks.
        rule: Broken,
    },
}

struct InPart(usize);

impl fmt::Display for InPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("multipart: "),
            part => write!(f, "multipart, part {part}: "),
        }
    }
}

/// Defines the rules of multipart from one table: each with its text for the log and its text for developers.
macro_rules! rules {
    ($($name:ident $log:literal, $hint:literal;)+) => {
        /// A rule of multipart that a body breaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each has its text in the table")]
        pub enum Broken {
            $($name,)+
        }

        impl Broken {
            const fn hint(self) -> &'static str {
                match self { $(Broken::$name => $hint,)+ }
            }
        }

        impl fmt::Display for Broken {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Broken::$name => $log,)+ })
            }
        }
    };
}

rules! {
    NoBoundary "the content type has no boundary", "Content-Type 缺少 boundary";
    TwoBoundaries "the content type has two boundaries", "Content-Type 中有两个 boundary";
    BoundarySyntax "the parameters of the content type are broken", "Content-Type 的参数格式不正确（引号没有成对，或等号、空格有误）";
    BoundaryLength "the boundary is empty or longer than 200 characters", "boundary 为空，或超过 200 个字符";
    BoundaryCharacters "the boundary has control characters or no ASCII, or ends with a space", "boundary 只能由可见的 ASCII 字符组成，且不能以空格结尾";
    NoStart "the body does not start with -- and the boundary of the content type", "请求体没有以 -- 和 Content-Type 中的 boundary 开头";
    BoundaryLine "a boundary is followed by something else than CRLF or --", "boundary 之后必须是 CRLF，或结尾的 --";
    BareLineFeed "lines end with a bare LF (\\n) instead of CRLF (\\r\\n)", "换行使用了 LF（\\n），应为 CRLF（\\r\\n）";
    BareCarriageReturn "lines end with a bare CR (\\r) instead of CRLF (\\r\\n)", "换行使用了 CR（\\r），应为 CRLF（\\r\\n）";
    CutOff "the body ends before its closing boundary", "请求体不完整，缺少结尾的 --boundary--";
    AfterEnd "something follows the closing boundary", "结尾的 --boundary-- 之后还有内容";
    HeadEnd "the headers do not end with an empty line within 4096 bytes", "头部在 4096 字节内没有以空行结束";
    HeadSyntax "a header has no colon, no name or a space in its name", "头部缺少冒号或名称，或名称中有空格";
    HeadFolded "a header continues on a second line", "头部不能折行";
    HeadNul "a header has a NUL character", "头部含有 NUL 字符";
    NoDisposition "there is no Content-Disposition", "缺少 Content-Disposition";
    TwoDispositions "there are two headers Content-Disposition", "有两个 Content-Disposition";
    NotFormData "the Content-Disposition is not form-data", "Content-Disposition 必须为 form-data";
    NoName "the Content-Disposition has no name", "Content-Disposition 缺少 name";
    NameSyntax "the name in the Content-Disposition cannot be read: write name=\"...\"", "Content-Disposition 中的 name 无法识别，应写作 name=\"…\"";
    TwoNames "the Content-Disposition has two names", "Content-Disposition 中有两个 name";
    EncodedName "the name in the Content-Disposition is encoded", "Content-Disposition 中的 name 不能编码（name*= 或 =?…?=）";
    TransferEncoding "the Content-Transfer-Encoding is not binary, 8bit or 7bit", "Content-Transfer-Encoding 只能为 binary、8bit 或 7bit";
    TextWithFileName "a text field has a file name", "文本字段不能带 filename";
}

impl FormError {
    /// Returns the error for a rule that is broken outside of all parts.
    pub(super) const fn outside(rule: Broken) -> FormError {
        FormError::Multipart { part: 0, rule }
    }

    /// Returns the text for developers.
    fn hint(&self) -> String {
        match self {
            FormError::RepeatedField(name) => format!("字段 {name} 重复提交"),
            FormError::BrokenEscape { at } => {
                format!("请求体第 {at} 字节：% 之后不是两位十六进制数字")
            }
            FormError::InvalidUtf8 { field, at } => {
                format!("请求体第 {at} 字节：{field} 不是 UTF-8 编码")
            }
            FormError::Nul => "文本含有 NUL 字符".to_owned(),
            FormError::TooManyFields(max) => format!("字段超过 {max} 个"),
            FormError::LongText { field, max } => format!("字段 {field} 超过 {max} 字节"),
            FormError::Multipart { part: 0, rule } => format!("multipart：{}", rule.hint()),
            FormError::Multipart { part, rule } => {
                format!("multipart 第 {part} 个部分：{}", rule.hint())
            }
        }
    }
}

impl From<FormError> for Fault {
    #[track_caller]
    fn from(error: FormError) -> Self {
        let reason = Reason::new(error.to_string(), error.hint());
        Fault::new(Code::BadForm).because(reason)
    }
}
