<?php

declare(strict_types=1);

// What Composer makes of composer.json, for machines without it.
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Signet\\')) {
        require __DIR__ . '/../src/' . str_replace('\\', '/', substr($class, 7)) . '.php';
    }
});
