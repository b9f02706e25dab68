<?php

declare(strict_types=1);

// The autoloader that Composer would generate from composer.json, for machines without Composer.
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Signet\\')) {
        require __DIR__ . '/../src/' . str_replace('\\', '/', substr($class, 7)) . '.php';
    }
});
