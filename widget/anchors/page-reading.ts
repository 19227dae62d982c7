import { BlockText } from './block-text.ts';
import { ContentHash } from './content-hash.ts';
import { ElementPath } from './element-path.ts';
import { HostContent } from './host-content.ts';

/** What has been read of the page as it is now: each thing once, so another is made when the page changes. */
export class PageReading {
  readonly content = new HostContent();
  readonly texts = new BlockText(this.content);
  readonly hashes = new ContentHash(this.content);
  readonly paths = new ElementPath(this.content);
}
