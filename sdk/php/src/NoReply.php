<?php

declare(strict_types=1);

namespace Signet;

/** No reply came in any of the attempts. Whether the call took effect is not known; the message says what happened last. */
final class NoReply extends \RuntimeException
{
}
