import type { Browser } from 'playwright-core';

/** So much may a colour's channel differ, of 255, before the pixel counts: text is not drawn alike each time. */
const TOLERANCE = 24;

/** Share of the pixels that differ, 0–1; 1 where the pictures are not of one size. The browser decodes them. */
export async function difference(browser: Browser, a: Buffer, b: Buffer): Promise<number> {
  const page = await browser.newPage();
  try {
    return await page.evaluate(
      async ([sources, tolerance]) => {
        const pixels = await Promise.all(
          sources.map(async (source) => {
            const bitmap = await createImageBitmap(await (await fetch(source)).blob());
            const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
            context?.drawImage(bitmap, 0, 0);
            return context?.getImageData(0, 0, bitmap.width, bitmap.height);
          }),
        );
        const [left, right] = pixels;
        if (!left || left.width !== right?.width || left.height !== right.height) return 1;
        let count = 0;
        for (let i = 0; i < left.data.length; i += 4) {
          for (let channel = 0; channel < 3; channel++) {
            if (Math.abs((left.data[i + channel] ?? 0) - (right.data[i + channel] ?? 0)) > tolerance) {
              count++;
              break;
            }
          }
        }
        return (count * 4) / left.data.length;
      },
      [[a, b].map((png) => `data:image/png;base64,${png.toString('base64')}`), TOLERANCE] as const,
    );
  } finally {
    await page.close();
  }
}
