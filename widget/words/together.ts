import { TOGETHER } from './english-together.ts';
import { addMessages, type Language } from './language.ts';
import type { Plural } from './messages.ts';

/** Those texts in one language. */
type Texts = { readonly [K in keyof typeof TOGETHER]: (typeof TOGETHER)[K] extends string ? string : Plural };

/** In all other languages: few and seldom needed, they are no part of what each visitor of a language loads. */
export const OTHERS: Partial<Record<string, Texts>> = {
  ar: {
    following: 'أنت تتابع {name}',
    stopFollowing: 'إيقاف',
    followers: {
      zero: 'لا أحد يتابعك',
      one: 'شخص واحد يتابعك',
      two: 'شخصان يتابعانك',
      few: '{count} أشخاص يتابعونك',
      many: '{count} شخصًا يتابعونك',
      other: '{count} شخص يتابعونك',
    },
    elsewhere: '{name} في صفحة أخرى',
    goThere: 'انتقال إليها',
    reactOnPage: 'تفاعل على الصفحة',
    reactAt: 'انقر أو المس موضعًا',
  },
  de: {
    following: 'Du folgst {name}',
    stopFollowing: 'Beenden',
    followers: { one: '{count} Person folgt dir', other: '{count} Personen folgen dir' },
    elsewhere: '{name} ist auf einer anderen Seite',
    goThere: 'Dorthin',
    reactOnPage: 'Auf der Seite reagieren',
    reactAt: 'Klick oder tipp auf eine Stelle',
  },
  es: {
    following: 'Sigues a {name}',
    stopFollowing: 'Dejar de seguir',
    followers: {
      one: '{count} persona te sigue',
      many: '{count} de personas te siguen',
      other: '{count} personas te siguen',
    },
    elsewhere: '{name} está en otra página',
    goThere: 'Ir allí',
    reactOnPage: 'Reaccionar en la página',
    reactAt: 'Haz clic o toca un punto',
  },
  fr: {
    following: 'Vous suivez {name}',
    stopFollowing: 'Arrêter',
    followers: {
      one: '{count} personne vous suit',
      many: '{count} de personnes vous suivent',
      other: '{count} personnes vous suivent',
    },
    elsewhere: '{name} est sur une autre page',
    goThere: 'Y aller',
    reactOnPage: 'Réagir sur la page',
    reactAt: 'Cliquez ou touchez un endroit',
  },
  ja: {
    following: '{name}さんをフォロー中',
    stopFollowing: 'やめる',
    followers: { other: '{count}人があなたをフォローしています' },
    elsewhere: '{name}さんは別のページにいます',
    goThere: '移動する',
    reactOnPage: 'ページ上でリアクション',
    reactAt: '場所をクリックまたはタップ',
  },
  pt: {
    following: 'Seguindo {name}',
    stopFollowing: 'Parar',
    followers: {
      one: '{count} pessoa segue você',
      many: '{count} de pessoas seguem você',
      other: '{count} pessoas seguem você',
    },
    elsewhere: '{name} está em outra página',
    goThere: 'Ir para lá',
    reactOnPage: 'Reagir na página',
    reactAt: 'Clique ou toque em um ponto',
  },
  zh: {
    following: '正在跟随 {name}',
    stopFollowing: '停止',
    followers: { other: '{count} 人正在跟随你' },
    elsewhere: '{name} 在另一个页面',
    goThere: '前往',
    reactOnPage: '在页面上回应',
    reactAt: '点击或轻触一个位置',
  },
};

/** The language's texts, with those of this module: `t` falls back to what was added last. */
export function withTogether(language: Language): Language['t'] {
  addMessages(OTHERS[new Intl.Locale(language.tag).language] ?? TOGETHER);
  return language.t;
}
