import { LitElement } from 'lit';

/**
 * Is drawn for the first time in a task of its own: with the script's evaluation and with the others like it in one
 * task, the page would be deaf for as long as all of them take.
 */
export abstract class OwnTask extends LitElement {
  /** What is done before that, in another task. */
  protected prepare?(): void;

  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) {
      if (this.prepare) {
        await nextTask();
        this.prepare();
      }
      await nextTask();
    }
    await super.scheduleUpdate();
  }
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
