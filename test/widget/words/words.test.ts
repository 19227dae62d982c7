import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { listOf, nameList } from '../../../widget/chat/name-list.ts';
import { messages as ar } from '../../../widget/words/ar.ts';
import { messages as de } from '../../../widget/words/de.ts';
import { ENGLISH } from '../../../widget/words/english.ts';
import { ALERTS } from '../../../widget/words/english-alerts.ts';
import { CHAT } from '../../../widget/words/english-chat.ts';
import { CONSENT } from '../../../widget/words/english-consent.ts';
import { CURSOR_CHAT } from '../../../widget/words/english-cursor-chat.ts';
import { CURSORS } from '../../../widget/words/english-cursors.ts';
import { CHAT_DETAILS } from '../../../widget/words/english-chat-details.ts';
import { MESSAGE_MENU } from '../../../widget/words/english-message-menu.ts';
import { PEOPLE } from '../../../widget/words/english-people.ts';
import { PINS } from '../../../widget/words/english-pins.ts';
import { SUGGESTIONS } from '../../../widget/words/english-suggestions.ts';
import { TOGETHER } from '../../../widget/words/english-together.ts';
import { messages as es } from '../../../widget/words/es.ts';
import { messages as fr } from '../../../widget/words/fr.ts';
import { messages as ja } from '../../../widget/words/ja.ts';
import { language, addMessages } from '../../../widget/words/language.ts';
import { messages as pt } from '../../../widget/words/pt.ts';
import type { Plural, Messages } from '../../../widget/words/messages.ts';
import { OTHERS, withTogether } from '../../../widget/words/together.ts';
import { messages as zh } from '../../../widget/words/zh.ts';

const en = {
  ...ENGLISH,
  ...CHAT,
  ...CHAT_DETAILS,
  ...MESSAGE_MENU,
  ...SUGGESTIONS,
  ...PEOPLE,
  ...CURSORS,
  ...CONSENT,
  ...CURSOR_CHAT,
  ...ALERTS,
  ...PINS,
  ...TOGETHER,
};
/** Few texts, which are seldom needed, are in one module for all languages. */
const LANGUAGES: Record<string, Messages & Partial<typeof OTHERS.ar>> = Object.fromEntries(
  Object.entries({ en, ar, de, es, fr, ja, pt, zh }).map(([tag, texts]) => [
    tag,
    { ...texts, ...OTHERS[tag] },
  ]),
);

const plainEnglish = language({});

type Text = string | Plural;
const formsOf = (text: Text): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const placeholdersOf = (form: string): string[] =>
  [...form.matchAll(/{(.*?)}/g)].map(([, name = '']) => name).sort();

describe('the texts of every language', () => {
  it('have exactly the keys of English', () => {
    const keys = Object.keys(en).sort();
    assert.ok(keys.length > 80);
    for (const [tag, messages] of Object.entries(LANGUAGES))
      assert.deepEqual(Object.keys(messages).sort(), keys, tag);
  });

  it('have exactly the plural forms of the language’s rules', () => {
    let plurals = 0;
    for (const [tag, messages] of Object.entries(LANGUAGES)) {
      const needed = [...new Intl.PluralRules(tag).resolvedOptions().pluralCategories].sort();
      for (const [key, text] of Object.entries(messages) as [string, Text][]) {
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

  it('have the same placeholders as English', () => {
    for (const [tag, messages] of Object.entries(LANGUAGES)) {
      for (const [key, text] of Object.entries(messages) as [string, Text][]) {
        const most = placeholdersOf(formsOf((en as Record<string, Text>)[key] ?? '').at(-1) ?? '');
        const where = `${tag} ${key}`;
        if (typeof text === 'string') assert.deepEqual(placeholdersOf(text), most, where);
        else {
          // The forms for zero, one and two may spell out the number.
          for (const form of formsOf(text))
            for (const placeholder of placeholdersOf(form))
              assert.ok(most.includes(placeholder), `${where}: {${placeholder}}`);
          assert.deepEqual(placeholdersOf(text.other), most, where);
        }
      }
    }
  });

  it('of a site are empty for a missing plural form', () => {
    const theirs = language({ here: { one: 'one here' } }, 'en');
    assert.equal(theirs.t('here', { count: 1 }), 'one here');
    assert.equal(theirs.t('here', { count: 2 }), '');
  });

  it('format numbers as the language does', () => {
    for (const tag of ['en', 'de', 'ar', 'fa', 'pt-BR', 'ja']) {
      for (const number of [0, 7, 999, 1000, 1234567, -3, 0.5])
        assert.equal(language({}, tag).number(number), number.toLocaleString(tag), `${tag} ${number}`);
    }
  });

  it('are all translated', () => {
    for (const [tag, messages] of Object.entries(LANGUAGES)) {
      if (tag === 'en') continue;
      const same = Object.entries(messages).filter(
        ([key, text]) => JSON.stringify(text) === JSON.stringify((en as Record<string, Text>)[key]),
      );
      // Such as Chat and Offline in German.
      assert.ok(same.length <= 3, `${tag}: ${same.map(([key]) => key).join(', ')}`);
      for (const [key, text] of Object.entries(messages) as [string, Text][])
        for (const [category, form] of Object.entries(typeof text === 'string' ? { only: text } : text))
          assert.ok(category === 'zero' || form.trim() === form, `${tag} ${key}`);
    }
  });

  it('are typeset: curly quotes, no-break spaces, no exclamation marks', () => {
    for (const [tag, messages] of Object.entries(LANGUAGES))
      for (const [key, text] of Object.entries(messages) as [string, Text][])
        for (const form of formsOf(text)) {
          const where = `${tag} ${key}: ${form}`;
          assert.doesNotMatch(form, /['"!]|\.\.|--/, where);
          // None of these may begin a line.
          assert.doesNotMatch(form, /[^\u00a0\S][:;!?…]|{seconds} s/, where);
          if (tag === 'fr') assert.doesNotMatch(form, /\S[:;!?]/, where);
        }
  });

  it('are each in a module of their own, loaded on demand', () => {
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
  it('selects the plural form by its rules, with its own digits', () => {
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
    addMessages({
      ...CHAT,
      ...CHAT_DETAILS,
      ...MESSAGE_MENU,
      ...SUGGESTIONS,
      ...CURSORS,
      ...CURSOR_CHAT,
      ...PEOPLE,
    });
    assert.equal(plainEnglish.t('ignore', { name: '$& {count}' }), 'Mute \u2068$& {count}\u2069');
    assert.equal(plainEnglish.t('answering', { name: 'نور' }), 'Replying to \u2068نور\u2069');
    assert.equal(plainEnglish.t('goToPerson', { name: 'نور' }), 'Follow \u2068نور\u2069');
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

  it('can be overridden by the site, even with a string for a plural', () => {
    const own = language({ ...de, here: '{count} Leser', chat: 'Plausch' }, 'de');
    assert.equal(own.t('here', { count: 1 }), '1 Leser');
    assert.equal(own.t('chat'), 'Plausch');
    assert.equal(own.t('close'), 'Schließen');
  });

  it('falls back to English for a missing text', () => {
    assert.equal(language({}, 'it').t('openChat'), 'Open chat');
  });

  it('has empty texts until it is loaded', () => {
    const loading = language(undefined, 'de');
    assert.equal(loading.pending, true);
    assert.equal(loading.t('openChat'), '');
  });
});

describe('the texts of what visitors do together', () => {
  it('are in the language that is shown now, whatever was shown before', () => {
    const name = 'Ada';
    assert.equal(withTogether(language(de, 'de'))('following', { name }), 'Du folgst \u2068Ada\u2069');
    assert.equal(withTogether(language(fr, 'fr-CA'))('stopFollowing'), 'Arrêter');
    assert.equal(withTogether(plainEnglish)('followers', { count: 2 }), '2 people follow you');
    assert.equal(
      withTogether(language({ following: 'With {name}' }))('following', { name }),
      'With \u2068Ada\u2069',
    );
  });
});
