<?php

declare(strict_types=1);

namespace Signet;

/** No attempt got a reply. Whether the call took effect is not known. The message has the error of the last attempt. */
final class NoReply extends \RuntimeException
{
}
