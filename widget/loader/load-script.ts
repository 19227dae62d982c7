import { ownTag } from './own-tag.ts';
import { addFailure, pauseAfterFailure } from './retry.ts';

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}
/** A script as the build makes it: a function of what it shares with the one that loads it. */
interface Script {
  default(shared: unknown): Promise<unknown>;
}
/** How often a script could not be loaded, whichever it was. */
let failed = 0;
const loading: Record<string, Promise<unknown> | undefined> = {};
/** The rules of our policy. They stand in for it where it can't be created. */
const RULES: ScriptPolicy = { createScriptURL: (url) => url };
let policy: ScriptPolicy | undefined;
/** If the page lets no element load a script of ours: what to tell the site then. */
let hint = '';
/** How often to check whether the page has removed the loading element, in ms. */
const WATCH_MS = 100;
/** If the page removes it every time, give up. */
const TRIES = 3;

/**
 * Loads a script from where this one came from, and runs it only if its content is what it was when this one was built.
 *
 * What could not be loaded is requested again when it is next needed, after a pause, which ends when the network is back
 * or the visitor does something. Whoever asks in the meantime waits for that.
 *
 * @param name `<name>-<hash>`, the base64 of its SHA-256, which the build made to have no other signs than letters and digits
 * @param shared what it takes from the script that loads it
 * @returns what it exports. It runs once, however often it is asked for; if it throws, always the same error
 * @throws NetworkError if it can't be loaded now
 */
export function loadScript(name: string, shared: unknown): Promise<unknown> {
  return (loading[name] ??= load(name, shared));
}

async function load(name: string, shared: unknown): Promise<unknown> {
  await pauseAfterFailure(name);
  // Firefox never requests a module again that it could not load once, so each further attempt has another URL.
  const url = new URL(`live-presence-${name}.js${failed ? `?${failed}` : ''}`, import.meta.url).href;
  let held = url;
  let script: Script;
  try {
    held = await fetchVerified(url, `sha256-${name.slice(-43)}=`);
    // Not a second request: the page's map of modules holds what was verified, under this URL, until the page is gone.
    script = (await import(held)) as Script;
  } catch (error) {
    if (held !== url) {
      // Another attempt would be refused, too.
      console.warn(`[live-presence] can’t load ${url}.${hint}`);
      throw error;
    }
    loading[name] = undefined;
    failed++;
    throw addFailure(name, url, hint);
  }
  try {
    return await script.default(shared);
  } catch (error) {
    console.warn(`[live-presence] ${url} failed:`, error);
    throw error;
  }
}

/** @returns where to import the module from, once the page holds it there, with this hash */
async function fetchVerified(url: string, integrity: string, tries = TRIES): Promise<string> {
  const tag = ownTag();
  // The page's own requests go first, unless the visitor waits, or the site wants it at once.
  const { userActivation } = navigator as Partial<Navigator>;
  const priority = !userActivation?.isActive && tag?.dataset['load'] !== 'eager' ? 'low' : 'auto';
  let element: HTMLLinkElement | HTMLScriptElement = document.createElement('link');
  // Chromium (from 66) and Firefox (from 115) preload modules, check their hash, which loader.test.ts makes sure of, and
  // run nothing yet. WebKit ignores the hash there, so it gets a script, as do older browsers. That runs at once, which
  // only defines a function, and the import below takes it from the same map.
  if (element.relList.supports('modulepreload') && !navigator.vendor.startsWith('Apple')) {
    element.rel = 'modulepreload';
    element.href = url;
  } else {
    element = document.createElement('script');
    element.type = 'module';
    if (!setSource(element, url)) {
      // No policy forbids `import()`. But that checks no hash, and would request the script again, so it gets the bytes
      // that were checked.
      const response = await fetch(url, { integrity, priority });
      return URL.createObjectURL(await response.blob());
    }
  }
  element.integrity = integrity;
  element.fetchPriority = priority;
  element.crossOrigin = tag?.crossOrigin ?? '';
  element.nonce = (tag ?? document.querySelector<HTMLElement>('[nonce]'))?.nonce ?? '';
  let watch: ReturnType<typeof setInterval> | undefined;
  const loaded = new Promise<boolean>((resolve, reject) => {
    element.onload = () => resolve(true);
    element.onerror = reject;
    // `document.open` removes the element and its listeners.
    watch = setInterval(() => element.isConnected || resolve(false), WATCH_MS);
  });
  // Load inside our shadow tree if there is one, so that the page's DOM stays unchanged.
  const root = document.querySelector('live-presence')?.shadowRoot;
  (root ?? (document.head as HTMLElement | null) ?? document.documentElement).append(element);
  const held = await loaded.finally(() => {
    clearInterval(watch);
    element.remove();
  });
  if (held) return url;
  // Its text is told to nobody.
  if (tries === 1) throw new Error();
  return fetchVerified(url, integrity, tries - 1);
}

/**
 * Sets the URL as pages with Trusted Types let it through. A preload needs no policy.
 *
 * @returns whether the page lets it through. It is asked once, because the site gets a report of each refusal
 */
function setSource(element: HTMLScriptElement, url: string): boolean {
  try {
    const { trustedTypes } = globalThis as unknown as { trustedTypes: PolicyFactory };
    policy ??= trustedTypes.createPolicy('live-presence-loader', RULES);
  } catch {
    // An engine without trusted types, or a page that lists policies. It need not require them for scripts.
    policy = RULES;
  }
  try {
    if (!hint) element.src = policy.createScriptURL(url);
  } catch {
    hint = ' Add live-presence-loader to trusted-types.';
  }
  return !hint;
}
