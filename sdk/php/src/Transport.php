<?php

declare(strict_types=1);

namespace Signet;

/** Sends bodies to a gateway, over a connection that it keeps open. */
class Transport
{
    private ?\CurlHandle $curl = null;

    public function __construct(private readonly string $url)
    {
    }

    /**
     * Sends a body once.
     *
     * @param float $timeout the time limit in seconds
     * @throws NoReply if no envelope of a gateway arrives within the time limit
     */
    public function send(Body $body, float $timeout): Answer
    {
        $retryAfter = null;
        $this->curl ??= curl_init();
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $this->url,
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body->bytes,
            // Without `Expect`, curl sends a large body at once and does not wait for `100 Continue`.
            CURLOPT_HTTPHEADER => ["Content-Type: {$body->contentType}", 'Expect:'],
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_TIMEOUT_MS => (int) (1000 * $timeout),
            CURLOPT_HEADERFUNCTION => static function ($curl, string $line) use (&$retryAfter): int {
                if (preg_match('/^retry-after:\s*(\d+)/i', $line, $found) === 1) {
                    $retryAfter = (int) $found[1];
                }
                return strlen($line);
            },
        ]);
        $text = curl_exec($this->curl);
        if (!is_string($text)) {
            throw new NoReply(curl_error($this->curl));
        }
        $envelope = json_decode($text, true, 512, JSON_BIGINT_AS_STRING);
        if (!is_array($envelope) || !is_int($envelope['code'] ?? null) || !is_string($envelope['msg'] ?? null)) {
            $status = curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE);
            $type = curl_getinfo($this->curl, CURLINFO_CONTENT_TYPE) ?: 'none';
            throw new NoReply("HTTP $status without an envelope, content type $type");
        }
        return new Answer($envelope, $retryAfter);
    }
}
