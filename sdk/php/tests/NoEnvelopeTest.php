<?php

declare(strict_types=1);

namespace Signet\Tests;

use PHPUnit\Framework\TestCase;
use Signet\Client;
use Signet\NoReply;

/** Tests with answers that are not an envelope, such as those of a proxy in front of a gateway. */
final class NoEnvelopeTest extends TestCase
{
    /** @return list<array{string, string}> */
    private static function answers(): array
    {
        $answer = static fn (string $head, string $body): string =>
            "HTTP/1.1 $head\r\nContent-Length: " . strlen($body) . "\r\nConnection: close\r\n\r\n$body";
        $json = "\r\nContent-Type: application/json";
        return [
            [$answer("502 Bad Gateway\r\nContent-Type: text/html", '<html>'), 'HTTP 502 without an envelope, content type text/html'],
            [$answer("404 Not Found$json", '{"error":"no route"}'), 'HTTP 404 without an envelope, content type application/json'],
            [$answer("200 OK$json", '{"code":200,"msg":"suc'), 'HTTP 200 without an envelope, content type application/json'],
            [$answer("200 OK$json; charset=gbk", "{\"code\":200,\"msg\":\"\xc4\xe3\"}"), 'HTTP 200 without an envelope, content type application/json; charset=gbk'],
            [$answer('200 OK', ''), 'HTTP 200 without an envelope, content type none'],
            [$answer("302 Found\r\nLocation: http://127.0.0.1:1/", ''), 'HTTP 302 without an envelope, content type none'],
        ];
    }

    public function testStatusAndContentTypeAreTold(): void
    {
        foreach (self::answers() as [$answer, $told]) {
            self::assertSame("no reply in 1 attempts: $told", $this->told($answer));
        }
    }

    /** Returns the message of the client's error for an answer. */
    private function told(string $answer): string
    {
        $listener = stream_socket_server('tcp://127.0.0.1:0');
        $address = stream_socket_get_name($listener, false);
        // A separate process, which answers one request.
        $code = 'if ($at = stream_socket_accept(stream_socket_server("tcp://" . getenv("ADDRESS")), 10)) {'
            . ' fread($at, 65536); fwrite($at, base64_decode(getenv("ANSWER"))); }';
        fclose($listener);
        $process = proc_open(
            [PHP_BINARY, '-r', $code],
            [],
            $pipes,
            null,
            ['ADDRESS' => $address, 'ANSWER' => base64_encode($answer)],
        );
        // The first calls may come before the process listens.
        $client = new Client("http://$address/", 'ios_app_id', '7512100214f62d7de8ba01b281d6da02', attempts: 1);
        $until = microtime(true) + 10;
        do {
            try {
                $client->call('system.init');
                self::fail('there is no reply');
            } catch (NoReply $noReply) {
                $said = $noReply->getMessage();
            }
        } while (!str_contains($said, 'HTTP') && microtime(true) < $until);
        proc_close($process);
        return $said;
    }
}
