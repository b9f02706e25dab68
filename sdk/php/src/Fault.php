<?php

declare(strict_types=1);

namespace Signet;

/** The gateway answered, and said no. `getCode()` is the number of the table in the protocol, such as 601. */
final class Fault extends \RuntimeException
{
    /** The stable word that tells apart what shares a code, such as `session_expired`. */
    public readonly string $subCode;
    /** The text to show to a user. */
    public readonly string $msg;
    /** What to name when asking the operators of the gateway; empty if there is none. */
    public readonly string $requestId;

    /**
     * @param array<string, mixed> $envelope the whole envelope, with what else it says to developers
     * @param ?int $retryAfter seconds after which a retry makes sense, where the gateway says so
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
