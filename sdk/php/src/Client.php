<?php

declare(strict_types=1);

namespace Signet;

/** Calls a gateway as one app. */
final class Client
{
    /** The first pause in seconds, doubled each time, and the longest. */
    private const PAUSE = 0.2;
    private const LONGEST_PAUSE = 5.0;

    /** How many seconds the gateway's clock is ahead of this one, as far as it is known. */
    public int $clockOffset = 0;

    private readonly Transport $transport;

    /**
     * @param string $v the version of the methods
     * @param ?string $token the session, sent with every call; set it after a login and clear it after a logout
     * @param array<string, mixed> $common what every call says of the caller: `platform`, `app_v`, `channel`, `unique_id`
     * @param int $attempts how many times a call is sent at most
     * @param float $timeout the limit of one attempt in seconds, and six times that with a file
     * @param ?\Closure(): int $now the clock in unix seconds, in place of `time()`
     * @param ?Transport $transport in place of one to `$url`
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
     * @throws Fault if the gateway says no
     * @throws NoReply if it says nothing
     * @throws \JsonException if the parameters are no JSON, such as texts that are not UTF-8
     */
    public function call(string $method, array $parameters = [], ?string $image = null): mixed
    {
        [$answer, $lost] = $this->send($this->body($method, $parameters, $image), $image !== null);
        $serverTime = $answer->serverTime();
        if ($serverTime !== null) {
            $this->clockOffset = $serverTime - $this->clock();
            // After an attempt without a reply only the same bytes are safe: that attempt may have been in time.
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
     * Sends the same bytes until there is a reply, and tells whether an attempt before it had none.
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
