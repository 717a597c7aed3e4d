/** A CSV that comes in pieces -> its rows, one after another, without ever holding more than one. */

/** Cells in quotes may hold commas, line breaks and doubled quotes; empty lines are no rows. */
export async function* csvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8');
  const reader = new CsvReader();
  for await (const chunk of chunks) yield* reader.take(decoder.decode(chunk, { stream: true }));
  yield* reader.take(decoder.decode());
  yield* reader.end();
}

class CsvReader {
  #cells: string[] = [];
  #cell = '';
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  #afterReturn = false;

  *take(text: string): Generator<readonly string[]> {
    for (const character of text) {
      // The line feed behind a return ends nothing more.
      const isSecondHalf = this.#afterReturn && character === '\n';
      this.#afterReturn = false;
      if (isSecondHalf) continue;
      if (this.#state === 'quoted') this.#inQuotes(character);
      else if (this.#state === 'quote' && character === '"') this.#add('"', 'quoted');
      else if (this.#state === 'start' && character === '"') this.#state = 'quoted';
      else if (character === ',') this.#endCell();
      else if (character === '\n' || character === '\r') {
        this.#afterReturn = character === '\r';
        yield* this.end();
      } else this.#add(character, 'plain');
    }
  }

  *end(): Generator<readonly string[]> {
    if (this.#state === 'start' && this.#cells.length === 0) return;
    this.#endCell();
    const row = this.#cells;
    this.#cells = [];
    yield row;
  }

  #inQuotes(character: string): void {
    if (character === '"') this.#state = 'quote';
    else this.#cell += character;
  }

  #add(character: string, state: 'plain' | 'quoted'): void {
    this.#cell += character;
    this.#state = state;
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'start';
  }
}
