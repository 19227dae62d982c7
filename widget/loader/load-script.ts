import { ownTag } from './own-tag.ts';

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

/** How often each script was requested. */
const attempts: Record<string, number | undefined> = {};
const loading: Record<string, Promise<unknown> | undefined> = {};
let policy: ScriptPolicy | undefined;
/** How often it is looked whether the page has taken away what loads a script, in ms. */
const WATCH_MS = 100;
/** A page that does so each time has other reasons than to be written anew. */
const TRIES = 3;

/**
 * Loads a script from where this one came from, and runs it only if its content is what it was when this one was built.
 *
 * Firefox never requests a module again that it could not load once, so each further attempt has another URL.
 *
 * @param name `<name>-<hash>`, the base64url of its SHA-256
 * @returns its module, which runs once, however often it is asked for
 * @throws if it is blocked, changed, or cannot be reached; the next call tries again
 */
export function loadScript(name: string): Promise<unknown> {
  return (loading[name] ??= request(name).catch((error: unknown) => {
    loading[name] = undefined;
    throw error;
  }));
}

async function request(name: string): Promise<unknown> {
  const attempt = attempts[name] ?? 0;
  attempts[name] = attempt + 1;
  const url = new URL(`live-presence-${name}.js${attempt ? `?${attempt}` : ''}`, import.meta.url).href;
  await fetchVerified(url, `sha256-${name.slice(-43).replace(/-/g, '+').replace(/_/g, '/')}=`);
  // Comes from the page's map of modules: what was verified is not requested a second time.
  return import(url);
}

/** Resolves once the page holds the module, with this hash. */
async function fetchVerified(url: string, integrity: string, tries = TRIES): Promise<void> {
  const tag = ownTag();
  let element: HTMLLinkElement | HTMLScriptElement = document.createElement('link');
  // WebKit ignores the hash of what it preloads.
  if (element.relList.supports('modulepreload') && !navigator.vendor.startsWith('Apple')) {
    element.rel = 'modulepreload';
    element.href = url;
  } else {
    element = document.createElement('script');
    element.type = 'module';
    element.src = trusted(url);
  }
  element.integrity = integrity;
  element.fetchPriority = 'low';
  element.crossOrigin = tag?.crossOrigin ?? '';
  element.nonce = (tag ?? document.querySelector<HTMLElement>('[nonce]'))?.nonce ?? '';
  let watch: ReturnType<typeof setInterval> | undefined;
  const loaded = new Promise<boolean>((resolve, reject) => {
    element.onload = () => resolve(true);
    element.onerror = reject;
    // Of a page that is written anew (`document.open`) nothing is left, nor of what listened to it.
    watch = setInterval(() => element.isConnected || resolve(false), WATCH_MS);
  });
  // The page's own tree stays as it is, once there is another one.
  const root = document.querySelector('live-presence')?.shadowRoot;
  (root ?? (document.head as HTMLElement | null) ?? document.documentElement).append(element);
  const held = await loaded.finally(() => {
    clearInterval(watch);
    element.remove();
  });
  if (held) return;
  if (tries === 1) throw new Error('taken out of the page');
  await fetchVerified(url, integrity, tries - 1);
}

/** The URL as pages with Trusted Types let it through. A preload needs no policy. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  policy ??= trustedTypes?.createPolicy('live-presence-loader', { createScriptURL: (own) => own });
  return policy?.createScriptURL(url) ?? url;
}
