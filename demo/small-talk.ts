/** The names of the demo's visitors, and their chat messages. */
export const NAMES = [
  'Amara', 'Jonas', 'Mei', 'Tomás', 'Wren', 'Farid', 'Solveig', 'Kofi', 'Priya', 'Luca', 'Noor', 'Hanna',
  'Dembe', 'Yuki', 'Ciarán', 'Zofia', 'Mateus', 'Leila', 'Anouk', 'Emre', 'Birgit', 'Tariq', 'Oona', 'Rafael',
]; // prettier-ignore

const ANYWHERE = [
  'Oh, hello. So that is what all these cursors are.',
  'Who is moving over the moon? Stop hogging it.',
  'Waving at you from here 👋',
  'I only came to look something up and now I am watching all of you read.',
  'Reading this on the train. My thumb says hi.',
  'It points at the same word on my phone. I checked.',
];
const ARTICLE = [
  'We have the primroses. They really do make a sound.',
  'Is it too late to sow night-scented stock?',
  'Not at all, ours went in at the end of June and it was fine.',
  'The table with the smells is my favourite part.',
  'Saw a hawk-moth at the honeysuckle last summer. I thought it was a bird.',
  '“Evening plants are mostly weeds with a career.” Framing this.',
  'What does marzipan smell like from three metres away?',
  'Good, apparently.',
  'Turned the porch lamp off after reading this. Two moths already.',
  'How wide is that bed? Four metres?',
  'Four by two, it says so under the plan.',
];
const SHOP = [
  'Someone is about to take the last queen of the night, I can see you hovering.',
  'Tobacco or phlox for a balcony?',
  'Phlox. The tobacco will be taller than you.',
  'The moonflower drawing is lovely.',
  'Did anyone get the citron daylily to come back after winter?',
  'Every year. It is tougher than it looks.',
];
const CONTACT = [
  'Are they really open on Friday nights?',
  'Yes, bring a coat.',
  'I asked about the slugs. They answered at eleven in the evening.',
  'Ticked all four boxes. Mostly ambition.',
];

/** Messages for a page, by its path; answers follow their questions. */
export function linesFor(path: string): string[] {
  const own = path.startsWith('/products') ? SHOP : path.startsWith('/contact') ? CONTACT : ARTICLE;
  const lines: string[] = [];
  for (const [index, line] of own.entries()) {
    lines.push(line);
    const general = ANYWHERE[(index - 1) / 2];
    // Never between a question and its answer.
    if (general && !line.endsWith('?')) lines.push(general);
  }
  return lines;
}
