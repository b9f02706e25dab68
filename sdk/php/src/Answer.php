<?php

declare(strict_types=1);

namespace Signet;

/** A reply of the gateway. */
final class Answer
{
    /** @param array<string, mixed> $envelope */
    public function __construct(
        public readonly array $envelope,
        public readonly ?int $retryAfter = null,
    ) {
    }

    /** The call did nothing, or its first attempt still runs: the same bytes again are what the gateway asks for. */
    public function isBusy(): bool
    {
        return in_array($this->envelope['sub_code'] ?? '', ['overloaded', 'in_progress'], true);
    }

    /** The server's time, if it says that the call's was wrong. */
    public function serverTime(): ?int
    {
        $isLate = ($this->envelope['sub_code'] ?? '') === 'bad_timestamp';
        return $isLate ? ($this->envelope['server_time'] ?? null) : null;
    }
}
