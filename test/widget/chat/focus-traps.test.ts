import { expect } from '@open-wc/testing';
import { aFewFrames, click, focused, openDialog, TRAPS } from '../page-dialog.ts';
import { WithChat } from './with-chat.ts';

describe('the chat beside a dialog of the page that traps the focus', () => {
  for (const trap of Object.keys(TRAPS)) {
    it(`keeps what is typed: ${trap}`, async () => {
      const chat = await WithChat.open();
      chat.page.element.closeChat();
      await chat.page.settled();
      const { field, close } = openDialog(trap);
      try {
        await click(chat.page.part('chat-toggle'));
        await chat.page.settled();
        await aFewFrames();
        expect(focused() === chat.input, 'after the button').to.equal(true);
        await click(field);
        expect(focused() === field, 'the dialog works').to.equal(true);
        await click(chat.input);
        expect(focused() === chat.input, 'after a click into the field').to.equal(true);
        await click(chat.page.part('chat-send'));
        expect(focused() === field, 'the dialog does not have it').to.equal(false);
      } finally {
        close();
      }
    });

    it(`lets the focus leave the closed panel: ${trap}`, async () => {
      const chat = await WithChat.open();
      chat.page.element.closeChat();
      await chat.page.settled();
      const { field, close } = openDialog(trap);
      try {
        await click(chat.page.part('chat-toggle'));
        await chat.page.settled();
        await chat.press('Escape');
        await aFewFrames();
        expect(chat.page.element.chat).to.equal('closed');
        field.focus();
        await aFewFrames();
        expect(focused() === field).to.equal(true);
      } finally {
        close();
      }
    });
  }

  it('lets the page move the focus where there is no trap', async () => {
    const chat = await WithChat.open();
    const field = document.createElement('input');
    document.body.append(field);
    try {
      await click(chat.input);
      expect(focused() === chat.input).to.equal(true);
      chat.page.clock.advance(1_000);
      field.focus();
      expect(focused() === field).to.equal(true);
    } finally {
      field.remove();
    }
  });

  it('lets the Tab key move the focus to the page', async () => {
    const chat = await WithChat.open();
    const { field, close } = openDialog('focusin on the document');
    try {
      await click(chat.input);
      expect(focused() === chat.input).to.equal(true);
      await chat.press('Tab');
      field.focus();
      expect(focused() === field).to.equal(true);
    } finally {
      close();
    }
  });
});
