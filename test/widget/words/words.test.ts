import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { listOf, nameList } from '../../../widget/chat/name-list.ts';
import { words as ar } from '../../../widget/words/ar.ts';
import { words as de } from '../../../widget/words/de.ts';
import { ENGLISH } from '../../../widget/words/english.ts';
import { CHAT } from '../../../widget/words/english-chat.ts';
import { CURSORS } from '../../../widget/words/english-cursors.ts';
import { PEOPLE } from '../../../widget/words/english-people.ts';
import { words as es } from '../../../widget/words/es.ts';
import { words as fr } from '../../../widget/words/fr.ts';
import { words as ja } from '../../../widget/words/ja.ts';
import { language, addMessages } from '../../../widget/words/language.ts';
import { words as pt } from '../../../widget/words/pt.ts';
import type { Plural, Messages } from '../../../widget/words/messages.ts';
import { words as zh } from '../../../widget/words/zh.ts';

const en = { ...ENGLISH, ...CHAT, ...PEOPLE, ...CURSORS };
const LANGUAGES: Record<string, Messages> = { en, ar, de, es, fr, ja, pt, zh };

const plainEnglish = language({});

type Text = string | Plural;
const formsOf = (text: Text): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const holesOf = (form: string): string[] =>
  [...form.matchAll(/{(.*?)}/g)].map(([, name = '']) => name).sort();

describe('the words of every language', () => {
  it('are those of English, none more, none less', () => {
    const keys = Object.keys(en).sort();
    assert.ok(keys.length > 80);
    for (const [tag, words] of Object.entries(LANGUAGES))
      assert.deepEqual(Object.keys(words).sort(), keys, tag);
  });

  it('have the plural forms that the language’s rules need, and no other', () => {
    let plurals = 0;
    for (const [tag, words] of Object.entries(LANGUAGES)) {
      const needed = [...new Intl.PluralRules(tag).resolvedOptions().pluralCategories].sort();
      for (const [key, text] of Object.entries(words) as [string, Text][]) {
        const english = (en as Record<string, Text>)[key] ?? '';
        assert.equal(typeof text, typeof english, `${tag} ${key}`);
        if (typeof text === 'string') continue;
        assert.deepEqual(Object.keys(text).sort(), needed, `${tag} ${key}`);
        plurals++;
      }
    }
    assert.ok(plurals > 90);
    assert.equal(Object.keys(ar.here).length, 6);
  });

  it('have places for the same values', () => {
    for (const [tag, words] of Object.entries(LANGUAGES)) {
      for (const [key, text] of Object.entries(words) as [string, Text][]) {
        const most = holesOf(formsOf((en as Record<string, Text>)[key] ?? '').at(-1) ?? '');
        const where = `${tag} ${key}`;
        if (typeof text === 'string') assert.deepEqual(holesOf(text), most, where);
        else {
          // One, two and none may be said in a word.
          for (const form of formsOf(text))
            for (const hole of holesOf(form)) assert.ok(most.includes(hole), `${where}: {${hole}}`);
          assert.deepEqual(holesOf(text.other), most, where);
        }
      }
    }
  });

  it('of a site that lack a plural form say nothing there', () => {
    const theirs = language({ here: { one: 'one here' } }, 'en');
    assert.equal(theirs.t('here', { count: 1 }), 'one here');
    assert.equal(theirs.t('here', { count: 2 }), '');
  });

  it('write numbers as the language does', () => {
    for (const tag of ['en', 'de', 'ar', 'fa', 'pt-BR', 'ja']) {
      for (const number of [0, 7, 999, 1000, 1234567, -3, 0.5])
        assert.equal(language({}, tag).number(number), number.toLocaleString(tag), `${tag} ${number}`);
    }
  });

  it('are all translated', () => {
    for (const [tag, words] of Object.entries(LANGUAGES)) {
      if (tag === 'en') continue;
      const same = Object.entries(words).filter(
        ([key, text]) => JSON.stringify(text) === JSON.stringify((en as Record<string, Text>)[key]),
      );
      // As Chat and Offline are in German.
      assert.ok(same.length <= 3, `${tag}: ${same.map(([key]) => key).join(', ')}`);
      for (const [key, text] of Object.entries(words) as [string, Text][])
        for (const [category, form] of Object.entries(typeof text === 'string' ? { only: text } : text))
          assert.ok(category === 'zero' || form.trim() === form, `${tag} ${key}`);
    }
  });

  it('are set as printed text is', () => {
    for (const [tag, words] of Object.entries(LANGUAGES))
      for (const [key, text] of Object.entries(words) as [string, Text][])
        for (const form of formsOf(text)) {
          const where = `${tag} ${key}: ${form}`;
          assert.doesNotMatch(form, /['"!]|\.\.|--/, where);
          // None of these may begin a line.
          assert.doesNotMatch(form, /[^\u00a0\S][:;!?…]|{seconds} s/, where);
          if (tag === 'fr') assert.doesNotMatch(form, /\S[:;!?]/, where);
        }
  });

  it('are each in a module that is loaded', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../widget/words/languages.ts'), 'utf8');
    const loaded = [...source.matchAll(/^ {2}(\w\w): \(\) => import\('\.\/(\w\w)\.ts'\),$/gm)];
    assert.deepEqual(
      loaded.map(([, tag]) => tag),
      Object.keys(LANGUAGES).filter((tag) => tag !== 'en'),
    );
    for (const [, tag, file] of loaded) assert.equal(tag, file);
  });
});

describe('a language', () => {
  it('speaks in the plural form of its rules, with its own digits', () => {
    const arabic = language(ar, 'ar-EG');
    const counts = [0, 1, 2, 3, 11, 100];
    assert.deepEqual(
      counts.map((count) => arabic.t('here', { count })),
      ['لا أحد هنا', 'شخص واحد هنا', 'شخصان هنا', '٣ أشخاص هنا', '١١ شخصًا هنا', '١٠٠ شخص هنا'],
    );
    const french = language(fr, 'fr');
    assert.deepEqual(
      [0, 1, 2, 1_000_000].map((count) => french.t('here', { count }).replace(/\s/g, ' ')),
      [
        '0 personne présente',
        '1 personne présente',
        '2 personnes présentes',
        '1 000 000 de personnes présentes',
      ],
    );
    assert.equal(plainEnglish.t('here', { count: 1234 }), '1,234 people here');
  });

  it('inserts names literally, each isolated from the text around it', () => {
    addMessages({ ...CHAT, ...CURSORS, ...PEOPLE });
    assert.equal(plainEnglish.t('ignore', { name: '$& {count}' }), 'Mute \u2068$& {count}\u2069');
    assert.equal(plainEnglish.t('answering', { name: 'نور' }), 'Replying to \u2068نور\u2069');
    assert.equal(plainEnglish.t('goToPerson', { name: 'نور' }), 'Go to \u2068نور\u2069');
    assert.equal(plainEnglish.t('onPage', { page: '/عن' }), 'On \u2068/عن\u2069');
  });

  it('isolates each name of a list once', () => {
    const names = ['Ada', 'نور', 'Cy'];
    const typing = (count: number): string =>
      plainEnglish.t('typing', { count, names: nameList(plainEnglish, names.slice(0, count), count) });
    assert.equal(typing(1), '\u2068Ada\u2069 is typing…');
    assert.equal(typing(2), '\u2068Ada\u2069 and \u2068نور\u2069 are typing…');
    assert.equal(typing(3), '\u2068Ada\u2069 and \u20682 others\u2069 are typing…');
    assert.equal(listOf(plainEnglish, names), '\u2068Ada\u2069, \u2068نور\u2069, and \u2068Cy\u2069');
  });

  it('isolates no number', () => {
    assert.equal(plainEnglish.t('reconnectingIn', { seconds: 7 }), 'Reconnecting in 7\u00a0s');
  });

  it('takes a text of the site’s own, also for a plural', () => {
    const own = language({ ...de, here: '{count} Leser', chat: 'Plausch' }, 'de');
    assert.equal(own.t('here', { count: 1 }), '1 Leser');
    assert.equal(own.t('chat'), 'Plausch');
    assert.equal(own.t('close'), 'Schließen');
  });

  it('falls back to English for a text that it has not', () => {
    assert.equal(language({}, 'it').t('openChat'), 'Open chat');
  });

  it('says nothing before it is loaded', () => {
    const coming = language(undefined, 'de');
    assert.equal(coming.pending, true);
    assert.equal(coming.t('openChat'), '');
  });
});
