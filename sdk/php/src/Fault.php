<?php

declare(strict_types=1);

namespace Signet;

/** The gateway refused the call. `getCode()` is the number of the table in the protocol, such as 601. */
final class Fault extends \RuntimeException
{
    /** The stable word that distinguishes faults with the same code, such as `session_expired`. */
    public readonly string $subCode;
    /** The text to show to a user. */
    public readonly string $msg;
    /** The id of the request, for questions to the operators of the gateway; empty if there is none. */
    public readonly string $requestId;

    /**
     * @param array<string, mixed> $envelope the whole envelope, with further members for developers
     * @param ?int $retryAfter the seconds to wait before a retry, if the gateway sent them
     */
    public function __construct(public readonly array $envelope, public readonly ?int $retryAfter = null)
    {
        $this->subCode = $envelope['sub_code'] ?? '';
        $this->msg = $envelope['msg'];
        $this->requestId = $envelope['request_id'] ?? '';
        $hint = isset($envelope['hint']) ? " ({$envelope['hint']})" : '';
        parent::__construct("{$envelope['code']} {$this->subCode}: {$this->msg}$hint", $envelope['code']);
    }
}
