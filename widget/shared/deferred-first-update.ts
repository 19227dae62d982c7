import { LitElement } from 'lit';

/** Until the next task of the page's main thread. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/**
 * Is updated for the first time in a task of its own: with the script's evaluation and with the others like it in one
 * task, the page would be deaf for as long as all of them take.
 */
export abstract class DeferredFirstUpdate extends LitElement {
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await nextTask();
    await super.scheduleUpdate();
  }
}
