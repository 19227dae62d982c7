import { ANCHOR_KEY } from '../../protocol/anchor.ts';
import type { MappedTile } from '../../protocol/anchor.ts';
import { toJson } from '../client/connection/json.ts';
import { outerOf, rootOf } from './host-dom.ts';
import type { MappedPoint, PlaceMap } from './place-map.ts';
import { contains } from './visible-box.ts';

const UNIT = 1 / 16;
/** Steps along each side of a tile: what fits into a sample. */
const STEPS = 0x10000;

/** Uses another map from now on, or none. */
export function useMap(
  map: PlaceMap | undefined,
  finder: User,
  layer: Layer,
  warn: (text: string) => void,
): void {
  if (map === finder.mapped?.map) return;
  layer.places.resolver.mapped = finder.mapped = map && new MappedPlaces(map, warn);
  layer.toggle();
}

/** A point in a site's coordinates as it is sent: an element, a tile of the plane, and the steps within it. */
export interface MappedPlace {
  element: Element;
  at: MappedTile;
  x: number;
  y: number;
}

/**
 * Places on elements that a site maps itself. The plane is divided into tiles, each an anchor, so that a pointer that
 * moves does not name a new anchor each time. A map that throws, or answers nonsense, is reported once.
 */
export class MappedPlaces {
  readonly map: PlaceMap;
  readonly #warn: (text: string) => void;

  /** @param warn tells the site's owner, once for each text */
  constructor(map: PlaceMap, warn: (text: string) => void) {
    this.map = map;
    this.#warn = warn;
  }

  /** @returns undefined where the site does not map anything around the element */
  find(hit: Element, x: number, y: number): MappedPlace | undefined {
    for (
      let element: Element | undefined = hit;
      element && element !== rootOf();
      element = outerOf(element)
    ) {
      const target = element;
      const point = this.#ask('toAnchor', () => this.map.toAnchor(x, y, target));
      if (!point) continue;
      const { key, unit = UNIT } = point;
      const tile = unit * STEPS;
      const [left, top] = [point.x, point.y].map((value) => Math.floor(value / tile) * tile) as [
        number,
        number,
      ];
      const step = (value: number): number => Math.min(STEPS - 1, Math.round(value / unit));
      if (!(unit > 0) || (key?.length ?? 0) > ANCHOR_KEY || !Number.isFinite(left + top)) {
        this.#warn(
          `place.toAnchor returned ${toJson(point)}: x and y have to be numbers, unit above 0, key short`,
        );
        return undefined;
      }
      const at = { x: left, y: top, unit, ...(key !== undefined && { key }) };
      return { element, at, x: step(point.x - left), y: step(point.y - top) };
    }
    return undefined;
  }

  /**
   * @param x of the sample, as is `y`
   * @returns in the document's coordinates, and whether it can be seen; undefined if the map does not work
   */
  point(element: Element, { unit, ...tile }: MappedTile, x: number, y: number): Point | undefined {
    const mapped: MappedPoint = { ...tile, x: tile.x + x * unit, y: tile.y + y * unit };
    const failed = {};
    const point = this.#ask('toPoint', () => this.map.toPoint(mapped, element), failed);
    if (point === failed) return undefined;
    const box = element.getBoundingClientRect();
    const { x: left, y: top } = (point ?? box) as { x: number; y: number };
    if (!Number.isFinite(left + top)) {
      this.#warn(`place.toPoint returned ${toJson(point)}: x and y have to be numbers`);
      return undefined;
    }
    return { x: left + scrollX, y: top + scrollY, hidden: !point || !contains(box, left, top) };
  }

  #ask<T>(name: string, ask: () => T, failed?: T): T | undefined {
    try {
      return ask();
    } catch (error) {
      this.#warn(`place.${name} failed: ${String(error)}`);
      return failed;
    }
  }
}

/** Finds or resolves places. */
interface User {
  mapped: MappedPlaces | undefined;
}

interface Layer {
  readonly places: { readonly resolver: User };
  /** Places everything anew. */
  toggle(): void;
}

interface Point {
  x: number;
  y: number;
  hidden: boolean;
}
