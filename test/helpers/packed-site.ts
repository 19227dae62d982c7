import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

export interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

/** A project with our package, from its tarball, in `node_modules`. */
export class PackedSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'live-presence-site-'));
  /** The package's folder in it. */
  readonly package = join(this.folder, 'node_modules/live-presence');

  /**
   * Packs like `npm publish`, and copies into the project only the package and its declared dependencies, from what is
   * installed here.
   * @param more the project's own dependencies
   */
  static async make(more: readonly string[] = []): Promise<PackedSite> {
    const site = new PackedSite();
    const tarball = await site.pack();
    mkdirSync(site.package, { recursive: true });
    await run('tar', ['xzf', tarball, '--strip-components=1', '-C', site.package]);
    const { dependencies, optionalDependencies } = site.manifest;
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...more]) {
      const link = join(site.folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), link, 'dir');
    }
    site.write({ 'package.json': '{"type": "module", "private": true}' });
    return site;
  }

  /** Packs, and installs the tarball and further packages from the registry. */
  static async install(more: readonly string[]): Promise<PackedSite> {
    const site = new PackedSite();
    site.write({ 'package.json': '{"type": "module", "private": true}' });
    await run('npm', ['install', '--no-audit', '--no-fund', await site.pack(), ...more], {
      cwd: site.folder,
    });
    return site;
  }

  get manifest(): Manifest {
    return JSON.parse(readFileSync(join(this.package, 'package.json'), 'utf8')) as Manifest;
  }

  /** @returns the tarball's path */
  async pack(): Promise<string> {
    await run('npm', ['pack', '--pack-destination', this.folder], { cwd: ROOT });
    const name = readdirSync(this.folder).find((file) => file.endsWith('.tgz'));
    if (name === undefined) throw new Error('npm pack made no tarball');
    return join(this.folder, name);
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Runs a program in the project. @throws with its output if it fails */
  async run(command: string, ...args: string[]): Promise<string> {
    try {
      const { PATH = '', HOME = '' } = process.env;
      const { stdout } = await run(command, args, { cwd: this.folder, env: { PATH, HOME } });
      return stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** Runs a tool from this repository's node_modules. */
  tool(path: string, ...args: string[]): Promise<string> {
    return this.run(process.execPath, join(ROOT, 'node_modules', path), ...args);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
