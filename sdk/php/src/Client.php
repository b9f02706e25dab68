<?php

declare(strict_types=1);

namespace Signet;

/** Calls a gateway as one app. */
final class Client
{
    /** The first pause between attempts in seconds, which is doubled each time, and the longest. */
    private const PAUSE = 0.2;
    private const LONGEST_PAUSE = 5.0;

    /** The seconds by which the gateway's clock is ahead of this one; 0 until a reply shows a difference. */
    public int $clockOffset = 0;

    private readonly Transport $transport;

    /**
     * @param string $v the version of the methods
     * @param ?string $token the session, sent with every call; set it after a login and clear it after a logout
     * @param array<string, mixed> $common the parameters of every call about the caller: `platform`, `app_v`, `channel`, `unique_id`
     * @param int $attempts the maximum number of times that a call is sent
     * @param float $timeout the time limit of one attempt in seconds; with a file the limit is six times as long
     * @param ?\Closure(): int $now the clock in unix seconds; the default is `time()`
     * @param ?Transport $transport replaces the transport to `$url`
     */
    public function __construct(
        string $url,
        private readonly string $appid,
        #[\SensitiveParameter]
        private readonly string $secret,
        private readonly SignType $signType = SignType::Md5,
        private readonly string $v = '1.0.0',
        public ?string $token = null,
        private readonly array $common = [],
        private readonly int $attempts = 4,
        private readonly float $timeout = 10.0,
        private readonly ?\Closure $now = null,
        ?Transport $transport = null,
    ) {
        $this->transport = $transport ?? new Transport($url);
    }

    /**
     * Signs a call, sends it until there is a reply, and returns the `data` of the reply, `null` if it has none.
     *
     * @param array<string, mixed> $parameters
     * @param ?string $image the bytes of the file, for a method that takes one
     * @throws Fault if the gateway refuses the call
     * @throws NoReply if there is no reply
     * @throws \JsonException if JSON cannot express the parameters, such as texts that are not UTF-8
     */
    public function call(string $method, array $parameters = [], ?string $image = null): mixed
    {
        [$answer, $lost] = $this->send($this->body($method, $parameters, $image), $image !== null);
        $serverTime = $answer->serverTime();
        if ($serverTime !== null) {
            $this->clockOffset = $serverTime - $this->clock();
            // If an attempt had no reply, only the same bytes are safe: that attempt may have reached the gateway in time.
            if (!$lost) {
                [$answer] = $this->send($this->body($method, $parameters, $image), $image !== null);
            }
        }
        if ($answer->envelope['code'] !== 200) {
            throw new Fault($answer->envelope, $answer->retryAfter);
        }
        return $answer->envelope['data'] ?? null;
    }

    private function clock(): int
    {
        return $this->now === null ? time() : ($this->now)();
    }

    /** @param array<string, mixed> $parameters */
    private function body(string $method, array $parameters, ?string $image): Body
    {
        $fixed = [
            'method' => $method,
            'v' => $this->v,
            'appid' => $this->appid,
            'timestamp' => $this->clock() + $this->clockOffset,
        ];
        $token = $this->token === null ? [] : ['token' => $this->token];
        $flags = JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES;
        $data = json_encode($fixed + $parameters + $token + $this->common, $flags);
        return $image === null
            ? Body::form($this->signType, $data, $this->secret)
            : Body::withImage($this->signType, $data, $this->secret, $image);
    }

    /**
     * Sends the same bytes until there is a reply. Returns the reply, and whether an earlier attempt had none.
     *
     * @return array{Answer, bool}
     */
    private function send(Body $body, bool $hasImage): array
    {
        $lost = false;
        for ($attempt = 1; ; $attempt++) {
            $pause = min(self::PAUSE * 2 ** ($attempt - 1), self::LONGEST_PAUSE) * random_int(500, 1000) / 1000;
            try {
                $answer = $this->transport->send($body, $hasImage ? 6 * $this->timeout : $this->timeout);
                if ($attempt >= $this->attempts || !$answer->isBusy()) {
                    return [$answer, $lost];
                }
                $pause += min($answer->retryAfter ?? 0, self::LONGEST_PAUSE);
            } catch (NoReply $cause) {
                $lost = true;
                if ($attempt >= $this->attempts) {
                    throw new NoReply("no reply in $attempt attempts: {$cause->getMessage()}", 0, $cause);
                }
            }
            usleep((int) (1_000_000 * $pause));
        }
    }
}
