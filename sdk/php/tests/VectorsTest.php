<?php

declare(strict_types=1);

namespace Signet\Tests;

use PHPUnit\Framework\TestCase;
use Signet\Body;
use Signet\SignType;

final class VectorsTest extends TestCase
{
    public function testEveryVector(): void
    {
        $vectors = json_decode(file_get_contents(__DIR__ . '/../../vectors.json'), true, 512, JSON_THROW_ON_ERROR)['vectors'];
        self::assertGreaterThan(20, count($vectors));
        foreach ($vectors as $vector) {
            ['name' => $name, 'data' => $data, 'secret' => $secret] = $vector;
            foreach (SignType::cases() as $type) {
                $sign = $vector['sign'][$type->value];
                self::assertSame($sign, $type->sign($data, $secret), $name);
                $body = Body::form($type, $data, $secret)->bytes;
                self::assertSame($vector['body'][$type->value], $body, $name);
                $stated = $type === SignType::Md5 ? [] : ['sign_type' => $type->value];
                parse_str($body, $fields);
                self::assertSame(['data' => $data, 'sign' => $sign] + $stated, $fields, $name);
            }
            if (array_key_exists('call', $vector)) {
                self::assertSame($vector['call'], json_decode($data, true), $name);
                self::assertSame($vector['call'], json_decode(json_encode($vector['call']), true), $name);
            }
        }
    }
}
