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

    /** Returns whether the gateway expects the same bytes again: the call did nothing, or its first attempt still runs. */
    public function isBusy(): bool
    {
        return in_array($this->envelope['sub_code'] ?? '', ['overloaded', 'in_progress'], true);
    }

    /** Returns the server's time, in unix seconds, if the fault is that the time of the call was wrong. */
    public function serverTime(): ?int
    {
        $isLate = ($this->envelope['sub_code'] ?? '') === 'bad_timestamp';
        return $isLate ? ($this->envelope['server_time'] ?? null) : null;
    }
}
