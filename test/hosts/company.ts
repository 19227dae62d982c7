import { SAMPLE, encodeUplink } from '../../protocol/cursor-frame.ts';
import { RawClient } from '../helpers/raw-client.ts';

/** body > main > p, as anchors count. */
const FIRST_WORDS = [1, 0, 1];

/** Somebody else on a host page, who points at its first words: whoever comes there loads all there is to load. */
export class Company {
  readonly #client: RawClient;
  #timer: NodeJS.Timeout | undefined;

  private constructor(client: RawClient) {
    this.#client = client;
  }

  static async on(server: string, room: string, page: string, path = FIRST_WORDS): Promise<Company> {
    const client = new RawClient(server, room);
    await client.join('Bo', { page });
    const company = new Company(client);
    client.send({ type: 'anchor', id: 0, anchor: { path, box: [0.1, 0.1, 0.5, 0.1] } });
    company.#timer = setInterval(() => company.#point(), 200);
    return company;
  }

  #point(): void {
    const samples = [{ age: 0, flags: SAMPLE.text, anchor: 0, x: 12, y: 0x8080 }];
    this.#client.send(encodeUplink({ clock: Math.round(performance.now()) & 0xffff, samples }));
  }

  leave(): void {
    clearInterval(this.#timer);
    this.#client.socket.terminate();
  }
}
