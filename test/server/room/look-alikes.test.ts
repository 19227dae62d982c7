import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksOf } from '../../../server/room/look-alikes.ts';
import { ReservedNames } from '../../../server/room/reserved-names.ts';

const lookAlike = (one: string, other: string): boolean => {
  const looks = new Set(looksOf(one));
  return looksOf(other).some((look) => looks.has(look));
};

for (const [one, other] of [
  ['Ada', 'Ada'],
  ['Ada', 'ada'],
  ['Ada', 'Аda'],
  ['Ada', 'Аdа'],
  ['Ada', 'Ꭺda'],
  ['Ada', '🅰🅳🅰'],
  ['Ada', 'Ａｄａ'],
  ['Ada', 'Ádä'],
  ['Ada', 'A d a'],
  ['Ada', '.Ada.'],
  ['Ada', 'Ada!'],
  ['Ada', '@Ada'],
  ['Ada', '@da'],
  ['Ada', '4da'],
  ['Ada', 'Ada ✓'],
  ['Alice', 'AIice'],
  ['Alice', 'A1ice'],
  ['Alice', 'Al!ce'],
  ['Alice', 'Аlіcе'],
  ['Alice', 'Al¡ce'],
  ['Alice', 'Al¦ce'],
  ['Alice', 'Ⲁⳑⲓⲥⲉ'.replace('ⳑ', 'l')],
  ['Nina', 'ⲚⲓⲛⲀ'],
  ['Anton', 'ꓮꓠꓔꓳꓠ'],
  ['Nick', 'ⴖick'],
  ['Ægir', 'Aegir'],
  ['Oscar', '0scаr'],
  ['Martin', 'Rnartin'.replace('Rn', 'rn')],
  ['Will', 'vvill'],
  ['Nick', 'Νick'],
  ['ΝΙΚΗ', 'νίκη'],
  ['Ада', 'Aдa'],
  ['José', 'jose'],
  ['أحمد', 'احمد'],
  ['管理者', '管 理 者'],
  ['🚀', '🚀'],
  ['❤️', '❤'],
  ['🚀', '🚀.'],
] as const)
  test(`“${one}” and “${other}” look alike`, () => assert.ok(lookAlike(one, other)));

for (const [one, other] of [
  ['Ada', 'Adam'],
  ['Ada', 'Ida'],
  ['Ada', 'Ada Lovelace'],
  ['Ada', 'Ada 2'],
  ['Guest 1', 'Guest 2'],
  ['Guest 2', 'Guest 6'],
  ['Guest 11', 'Guest 12'],
  ['राम', 'रमा'],
  ['かな', 'がな'],
  ['김민수', '김민서'],
  ['สมชาย', 'สมหญิง'],
  ['ნინო', 'მინო'],
  ['ლადო', 'დალო'],
  ['Ⲙⲁⲣⲓⲁ', 'Ⲙⲁⲣⲕⲟⲥ'],
  ['ᏣᎳᎩ', 'ᏣᎵᎩ'],
  ['Лина', 'Пина'],
  ['管理者', '管理人'],
  ['🚀', '🌈'],
  ['👩‍🚀', '👩‍💻'],
  ['!', '?'],
] as const)
  test(`“${one}” and “${other}” do not`, () => assert.ok(!lookAlike(one, other)));

const reserved = new ReservedNames(['Admin', 'Support', 'Moderator', 'Al']);

for (const name of [
  // Coptic, Georgian, Cherokee, Lisu, Armenian and others, alone and mixed.
  ...[
    'ⲀdmiN',
    'Αԁmіⴖ',
    'Ⲁⲇⲙⲓⲛ',
    'აdmin',
    'Aძmin',
    'Admიn'.replace('ი', 'i'),
    'Adოin',
    'Adⴊiⴌ'.replace('ⴌ', 'n'),
  ],
  ...['ᎪᎠᎷᎥn', 'ꭺꭰꮇꭵn', 'ꓮꓓꓟꓲꓠ', 'ꓮꓒꓟꓲꓠ', 'ձdmin', 'Admiո', 'ᗩᗪᗰᓰᑎ'.replace('ᓰ', 'i')],
  ...['Ⴝupport', 'Sυpρort', 'Supρ⊕rt', 'Suppoꭱt', 'Suppoⲅt', 'ⲤupportS'.replace('Ⲥ', 'Ꮪ').slice(0, -1)],
  ...['Ⲙoderator', 'Moძerator', 'MⲟdⲉrⲀtⲟr', 'Mоꓒеrаtоr'],
  // Signs and digits in the place of a letter, with each of their readings or with any.
  ...[
    '|dmin',
    'Adm¡n',
    'Adm!n',
    'Adm|n',
    'Adm1n',
    'Adm¦n',
    'Adm*n',
    '*dmin',
    'Admi*',
    'A#min',
    'Ad♥in',
    'A%min',
  ],
  ...[
    'Supp⊕rt',
    'S†pport',
    'Suppo®t',
    '5upp0rt',
    '$upport',
    'Modera+or',
    'M0d3r4t0r',
    'Moder@tor',
    'A|',
    'A1',
    'A¡',
    'A!',
  ],
  // What only decorates.
  ...['♥Admin♥', 'Ad♥min', 'ADMIN€', '★ Support ★', 'Sup·port', 'Admin™', '🅰dmin'],
])
  test(`“${name}” looks like a reserved name`, () => assert.ok(reserved.cover(name)));

for (const name of [
  ...['Ⲙⲁⲣⲓⲁ', 'Ⲁⲛⲧⲱⲛⲓ', 'ნინო', 'გიორგი', 'თამარ', 'დავით', 'სოფიო', 'მარიამ', 'ანა', 'ᏎᏉᏯ', 'ᏣᎳᎩ', 'ꓡꓲ-ꓢꓴ'],
  ...[
    'Արմեն',
    'Անի',
    'Արամ',
    'Ελένη',
    'Ναταλία',
    'Δημήτρης',
    'Алина',
    'Дмитрий',
    'Аня',
    'Адам',
    'Мария',
    'דוד',
    'علي',
  ],
  ...['ሰላም', 'अमित', 'สมชาย', '王小明', '김민수', 'さくら', 'Ægir', 'Łukasz', 'Øyvind', 'Þór'],
  ...[
    'P!nk',
    'Ke$ha',
    'Adm',
    'Min',
    'Amin',
    'Adrian',
    'Ada & Min',
    'A. Min',
    'Ad-am',
    'Ali',
    'Alan',
    'A*',
    'Badm!nton',
  ],
])
  test(`“${name}” looks like no reserved name`, () => assert.ok(!reserved.cover(name)));
