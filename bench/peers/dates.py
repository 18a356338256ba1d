"""Dates as the study of pairs draws them: days from 1950 to 2049 in one of six ways of writing, and in ISO form. dates.py FOLDER writes 40,000 pairs to train on into train.tsv, and 500 of days that are never trained on (number % 10 == 3) into test.tsv."""
import datetime, os, random, sys
MONTHS = 'January February March April May June July August September October November December'.split()
DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split()
def ways(d):
    month, day = MONTHS[d.month - 1], DAYS[d.weekday()]
    return [f'{day[:3]} {d.day} {month[:3]} {d.year}', f'{d.day} {month} {d.year}', f'{month} {d.day}, {d.year}', f'{d.day}.{d.month}.{d.year}', f'{d.month}/{d.day}/{d.year % 100:02d}', f'{day}, {month[:3]} {d.day} {d.year}']
first = datetime.date(1950, 1, 1); count = (datetime.date(2050, 1, 1) - first).days; draw = random.Random(5)
for name, days, size in (('train.tsv', [i for i in range(count) if i % 10 != 3], 40000), ('test.tsv', [i for i in range(count) if i % 10 == 3], 500)):
    with open(os.path.join(sys.argv[1], name), 'w', encoding='utf-8') as out:
        out.write('source\ttarget\n')
        for _ in range(size):
            d = first + datetime.timedelta(draw.choice(days)); out.write(f'{draw.choice(ways(d))}\t{d.isoformat()}\n')
