#!/usr/bin/php
<?php
// Judges calendars with sabre/vobject: they parse, validate() has nothing to say, and every time is readable in its
// time zone, with an end that is not before the start.
//
// usage: vobject.php FILE...   prints what is wrong, one line each; exit status 1 if anything is
// Debian: php-cli php-sabre-vobject
require 'Sabre/VObject/autoload.php';

use Sabre\VObject\Component;
use Sabre\VObject\Reader;

function times(Component $calendar): array
{
    $found = [];
    foreach (array_merge($calendar->select('VEVENT'), $calendar->select('VTODO')) as $item) {
        $start = $item->DTSTART ? $item->DTSTART->getDateTime() : null;
        $end = $item->DTEND ? $item->DTEND->getDateTime() : $start;
        if ($start && $end < $start) {
            $found[] = "DTEND before DTSTART in {$item->UID}";
        }
    }
    return $found;
}

function problems(string $octets): array
{
    try {
        $calendar = Reader::read($octets);
        $found = array_map(fn ($w) => "level {$w['level']}: {$w['message']}", $calendar->validate());
        if ($calendar->name !== 'VCALENDAR') {
            $found[] = "a {$calendar->name} instead of a VCALENDAR";
        }
        return array_merge($found, times($calendar));
    } catch (Throwable $e) {
        return [$e->getMessage()];
    }
}

$bad = false;
foreach (array_slice($argv, 1) as $name) {
    foreach (array_unique(problems(file_get_contents($name))) as $problem) {
        $bad = true;
        echo "$name: $problem\n";
    }
}
exit($bad ? 1 : 0);
