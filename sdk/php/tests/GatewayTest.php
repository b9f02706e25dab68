<?php

declare(strict_types=1);

namespace Signet\Tests;

use PHPUnit\Framework\TestCase;
use Signet\Answer;
use Signet\Body;
use Signet\Client;
use Signet\Fault;
use Signet\NoReply;
use Signet\SignType;
use Signet\Transport;

/**
 * Tests against a running gateway with demo content. SIGNET_URL is its address. SIGNET_LOSSY_URL is the address of a proxy in front of it
 * that loses the first two replies to each body.
 */
final class GatewayTest extends TestCase
{
    private const SECRET = '7512100214f62d7de8ba01b281d6da02';
    private const HOUR = 3600;
    private const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

    private string $url;
    private string $lossyUrl;

    protected function setUp(): void
    {
        $this->url = getenv('SIGNET_URL') ?: '';
        $this->lossyUrl = getenv('SIGNET_LOSSY_URL') ?: '';
        if ($this->url === '') {
            self::markTestSkipped('SIGNET_URL is not set');
        }
    }

    public function testAnAccountIsMadeLookedAtAndLeftWithEitherSignature(): void
    {
        foreach (SignType::cases() as $signType) {
            $client = $this->client($this->url, signType: $signType);
            $mobile = $this->register($client);
            $client->call('user.nickname.edit', ['nickname' => 'a+b&c%/张😀']);
            $user = $client->call('user.detail');
            self::assertSame([$mobile, 'a+b&c%/张😀'], [$user['mobile'], $user['nickname']]);
            self::assertNull($client->call('user.logout'));
            $fault = $this->fault(static fn () => $client->call('user.detail'));
            self::assertSame([601, 'session_expired'], [$fault->getCode(), $fault->subCode]);
        }
    }

    public function testAClockThatIsAnHourWrongIsPutRight(): void
    {
        foreach ([-self::HOUR, self::HOUR] as $wrong) {
            $client = $this->client($this->url, now: static fn (): int => time() + $wrong);
            $client->call('system.request.token', ['number' => 1]);
            self::assertEqualsWithDelta(-$wrong, $client->clockOffset, 1);
        }
    }

    public function testNothingIsSignedAnewAfterAnAttemptWithoutAReply(): void
    {
        $client = $this->client($this->lossyUrl, now: static fn (): int => time() + self::HOUR);
        self::assertSame('bad_timestamp', $this->fault(static fn () => $client->call('system.init'))->subCode);
        self::assertIsArray($client->call('system.init'));
    }

    public function testARetryGetsTheStoredReply(): void
    {
        $client = $this->client($this->lossyUrl);
        $this->register($client);
        self::assertGreaterThan(0, $client->call('system.upload', image: base64_decode(self::PNG))['file_id']);
    }

    public function testNoReplyIsToldFromAFault(): void
    {
        $fault = $this->fault(fn () => $this->client($this->url, '0123456789abcdef')->call('system.init'));
        self::assertSame([503, 'bad_signature'], [$fault->getCode(), $fault->subCode]);
        self::assertNotSame('', $fault->requestId);
        $this->expectException(NoReply::class);
        $this->client($this->lossyUrl, attempts: 2)->call('system.init');
    }

    public function testAnIntegerOf64BitsArrivesAsItIs(): void
    {
        $call = fn () => $this->client($this->url)->call('goods.detail', ['goods_id' => PHP_INT_MAX]);
        self::assertSame('goods_not_found', $this->fault($call)->subCode);
    }

    public function testABusyGatewayIsAskedAgainWithTheSameBody(): void
    {
        $transport = new class ('') extends Transport {
            /** @var list<Body> */
            public array $bodies = [];

            public function send(Body $body, float $timeout): Answer
            {
                $this->bodies[] = $body;
                return count($this->bodies) === 2
                    ? new Answer(['code' => 200, 'msg' => 'success'])
                    : new Answer(['code' => 500, 'msg' => 'busy', 'sub_code' => 'overloaded']);
            }
        };
        $client = $this->client('', attempts: 2, transport: $transport);
        self::assertNull($client->call('user.logout'));
        self::assertSame($transport->bodies[0], $transport->bodies[1]);
        self::assertSame('overloaded', $this->fault(static fn () => $client->call('user.logout'))->subCode);
    }

    private function client(string $url, string $secret = self::SECRET, mixed ...$options): Client
    {
        return new Client($url, 'ios_app_id', $secret, ...$options, common: ['platform' => 1]);
    }

    /** Registers a new account. A second code for the same mobile within a minute would be a fault. */
    private function register(Client $client): string
    {
        $mobile = sprintf('137%08d', random_int(0, 99_999_999));
        $client->call('sms.send', ['mobile' => $mobile, 'key' => 'USER_REGISTER_CODE']);
        $session = $client->call('user.register', ['mobile' => $mobile, 'password' => 'secret_1', 'code' => '123456']);
        $client->token = $session['token'];
        return $mobile;
    }

    private function fault(\Closure $call): Fault
    {
        try {
            $call();
        } catch (Fault $fault) {
            return $fault;
        }
        self::fail('there is no fault');
    }
}
