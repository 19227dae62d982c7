import { LitElement } from 'lit';

/** Resolves in the next task of the page's main thread. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/**
 * Renders for the first time in a task of its own. In one task with the script's evaluation and with other elements,
 * it would block the page's input for as long as all of them take.
 */
export abstract class DeferredFirstUpdate extends LitElement {
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await nextTask();
    await super.scheduleUpdate();
  }
}
