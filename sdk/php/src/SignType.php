<?php

declare(strict_types=1);

namespace Signet;

/** How a signature is made; an app may be bound to the stronger one. */
enum SignType: string
{
    case Md5 = 'MD5';
    case HmacSha256 = 'HMAC-SHA256';

    /** The signature of exactly the text `$data`, in upper-case hexadecimal digits. */
    public function sign(string $data, string $secret): string
    {
        return strtoupper(match ($this) {
            self::Md5 => md5($data . $secret),
            self::HmacSha256 => hash_hmac('sha256', $data, $secret),
        });
    }
}
