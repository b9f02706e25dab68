<?php

declare(strict_types=1);

namespace Signet;

/** A signed call as a form: a request body that can be sent any number of times. */
final class Body
{
    private function __construct(
        public readonly string $contentType,
        public readonly string $bytes,
    ) {
    }

    /** Signs the text of a call and puts it into a form. */
    public static function form(SignType $type, string $data, string $secret): self
    {
        // The URL standard and PHP differ in the escape of `*`.
        $bytes = str_replace('%2A', '*', http_build_query(self::fields($type, $data, $secret), '', '&'));
        return new self('application/x-www-form-urlencoded', $bytes);
    }

    /** Signs the text of a call and puts it into a multipart form. The file comes last, so that the gateway can check the call before it. */
    public static function withImage(SignType $type, string $data, string $secret, string $image): self
    {
        $boundary = 'signet-' . bin2hex(random_bytes(16));
        $part = static fn (string $disposition, string $content): string =>
            "--$boundary\r\nContent-Disposition: form-data; $disposition\r\n\r\n$content\r\n";
        $bytes = '';
        foreach (self::fields($type, $data, $secret) as $name => $value) {
            $bytes .= $part("name=\"$name\"", $value);
        }
        $bytes .= $part('name="image"; filename="image"', $image) . "--$boundary--\r\n";
        return new self("multipart/form-data; boundary=$boundary", $bytes);
    }

    /**
     * Returns the fields of a call. `sign_type` is left out if it is MD5, the default.
     *
     * @return array<string, string>
     */
    private static function fields(SignType $type, string $data, string $secret): array
    {
        $fields = ['data' => $data, 'sign' => $type->sign($data, $secret)];
        return $type === SignType::Md5 ? $fields : $fields + ['sign_type' => $type->value];
    }
}
