/** What an editor says about proxies; it goes before the environment. */
export interface ProxySettings {
  /** Nothing goes through a proxy, whatever the environment says. */
  off?: boolean;
  url?: string;
  /** Hosts that are asked directly, in the form of NO_PROXY. */
  except?: readonly string[];
}

/**
 * The proxy that leads to an address, by the editor's settings or by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.
 * @throws Error with a sentence for people where it is no address of an HTTP proxy
 * @see https://curl.se/docs/manpage.html#ENVIRONMENT
 */
export function proxyFor(url: URL, settings: ProxySettings, env: NodeJS.ProcessEnv = process.env): URL | undefined {
  if (settings.off) return undefined;
  const variable = (name: string) => env[name.toLowerCase()] || env[name];
  const written =
    settings.url || variable(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || variable('ALL_PROXY');
  const exceptions = settings.except?.length ? settings.except : (variable('NO_PROXY') ?? '').split(/[\s,]+/);
  if (!written || exceptions.some((exception) => matches(url, exception.trim()))) return undefined;
  return parseProxy(written);
}

function parseProxy(written: string): URL {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  // The address may hold a password: it is not repeated.
  throw new Error(
    'The proxy of the settings or the environment is not an address that begins with http:// or https://.',
  );
}

function matches({ hostname, port, protocol }: URL, exception: string): boolean {
  if (exception === '') return false;
  if (exception === '*') return true;
  const [, host = '', only] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  if (only && only !== (port || (protocol === 'https:' ? '443' : '80'))) return false;
  const suffix = host.toLowerCase().replace(/^\*?\./, '');
  return hostname === suffix || hostname.endsWith(`.${suffix}`);
}
