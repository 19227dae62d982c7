import { expect } from '@open-wc/testing';
import { KeyboardInsetController } from '../../../widget/chat/keyboard-inset-controller.ts';

describe('the room for a phone’s keyboard', () => {
  const viewport = Object.assign(new EventTarget(), { height: 0, offsetTop: 0, scale: 1 });
  const host = document.createElement('div');
  const controller = new KeyboardInsetController(host);
  let native: PropertyDescriptor | undefined;

  before(() => {
    native = Object.getOwnPropertyDescriptor(window, 'visualViewport');
    Object.defineProperty(window, 'visualViewport', { value: viewport, configurable: true });
    controller.hostConnected();
  });
  after(() => {
    controller.hostDisconnected();
    if (native) Object.defineProperty(window, 'visualViewport', native);
  });

  /** Heights in CSS pixels of the window at its normal size. */
  function inset(type: string, seen: { keyboard?: number; scale?: number; offsetTop?: number }): string {
    const { keyboard = 0, scale = 1, offsetTop = 0 } = seen;
    Object.assign(viewport, { height: (innerHeight - keyboard) / scale, offsetTop, scale });
    viewport.dispatchEvent(new Event(type));
    return host.style.getPropertyValue('--_keyboard');
  }

  it('is as high as the keyboard', () => {
    expect(inset('resize', { keyboard: 200 })).to.equal('200px');
    expect(inset('resize', {})).to.equal('0px');
  });

  it('gets lower as the page scrolls under the keyboard', () => {
    inset('resize', { keyboard: 200 });
    expect(inset('scroll', { keyboard: 200, offsetTop: 80 })).to.equal('120px');
  });

  for (const scale of [1.5, 2.5, 5])
    it(`is 0 while the visitor has zoomed in ${scale} times, wherever they move`, () => {
      expect(inset('resize', { scale })).to.equal('0px');
      for (const offsetTop of [0, 40, innerHeight * (1 - 1 / scale)])
        expect(inset('scroll', { scale, offsetTop })).to.equal('0px');
    });

  it('is the keyboard’s height only while the visitor has zoomed in', () => {
    expect(inset('resize', { keyboard: 200, scale: 2 })).to.equal('200px');
  });
});
