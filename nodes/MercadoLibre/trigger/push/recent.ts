import { forgetOldest } from '../../api/forgetOldest';
import { hash } from '../memory';

/** Two of them, 62 bits: a message that shares its hash with another one would be taken for a repetition. */
export const longHash = (text: string): string => hash(text) + hash(`${text}:`);

/** The newest of what was there, each by a hash of its text; the oldest are forgotten. */
export class Recent {
	private readonly keys = new Set<string>();

	constructor(private readonly most: number) {}

	has(text: string): boolean {
		return this.keys.has(longHash(text));
	}

	add(text: string): void {
		this.keep(longHash(text));
	}

	/** The newest `count`, oldest first, as `load` reads them. */
	save(count: number): string {
		return [...this.keys].slice(-count).join(',');
	}

	/** Adds what was saved; it counts as older than what is there. */
	load(saved: unknown): void {
		const newer = [...this.keys];
		for (const key of String(saved ?? '').split(',')) if (key) this.keep(key);
		for (const key of newer) this.keep(key);
	}

	private keep(key: string): void {
		this.keys.delete(key);
		this.keys.add(key);
		forgetOldest(this.keys, this.most);
	}
}
