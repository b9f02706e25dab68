<?php

declare(strict_types=1);

namespace Signet;

/** The kind of signature. An app may be restricted to the stronger one, HMAC-SHA256. */
enum SignType: string
{
    case Md5 = 'MD5';
    case HmacSha256 = 'HMAC-SHA256';

    /** Returns the signature of exactly the text `$data`, in upper-case hexadecimal digits. */
    public function sign(string $data, string $secret): string
    {
        return strtoupper(match ($this) {
            self::Md5 => md5($data . $secret),
            self::HmacSha256 => hash_hmac('sha256', $data, $secret),
        });
    }
}
