/** A field of a table: row and column, from 0. */
export type Place = readonly [number, number];

/** The field of a table of `[data-cell="row.column"]`. */
export function fieldAt(frame: HTMLElement, [row, column]: Place): HTMLElement | null {
  return frame.querySelector(`[data-cell="${row}.${column}"]`);
}

/**
 * Moves the focus from field to field by the arrow keys, Home and End; only the field that has it can be reached by Tab.
 * @param columns number of columns
 * @returns where the focus is now
 */
export function walkCells(frame: HTMLElement, event: KeyboardEvent, at: Place, columns: number): Place {
  const [row, column] = at;
  const targets: Record<string, Place> = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    Home: [row, 0],
    End: [row, columns - 1],
  };
  const target = targets[event.key];
  if (!target || event.ctrlKey || event.metaKey || event.altKey) return at;
  event.preventDefault();
  const next = fieldAt(frame, target);
  if (!next) return at;
  fieldAt(frame, at)!.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  return target;
}
