// Reads that lag behind writes: what is stored is there, and the reads that a rule names do not show it yet.

/** What is read: a pack's messages, a message by its id, the unread list, a claim's messages. */
export type Read = 'conversation' | 'message' | 'unread' | 'claim';

export interface LagRule {
	/** Milliseconds from the write on; left out: until it is released. */
	ms?: number;
	/** Default: all but the unread list, which then counts what no conversation shows yet. */
	reads?: Read[];
	/** What the reader sent, or what they received. Left out: both. */
	of?: 'sent' | 'received';
	/** Only in this conversation, or only in this claim. */
	packId?: string | number;
	claimId?: string | number;
	/** Reading the conversation marks it as read, although it does not show it. */
	marks?: boolean;
}

/** Where something was written. */
interface Place {
	packId?: string;
	claimId?: number;
}

const usualReads: Read[] = ['conversation', 'message', 'claim'];

const isSame = (wanted: string | number | undefined, id: string | number | undefined) =>
	wanted === undefined || String(wanted) === String(id);

const isAt = (place: Place, { packId, claimId }: Pick<LagRule, 'packId' | 'claimId'>) =>
	isSame(packId, place.packId) && isSame(claimId, place.claimId);

interface Stored extends Place {
	at: number;
	rules: LagRule[];
}

export class Lag {
	private rules: LagRule[] = [];
	private readonly stored = new Map<object, Stored>();

	/** For what is written from now on; what is hidden already stays so. */
	set(rules: LagRule[]): void {
		this.rules = rules;
	}

	/** Something was written. */
	wrote(message: object, place: Place, now = Date.now()): void {
		const rules = this.rules.filter((rule) => isAt(place, rule));
		if (rules.length > 0) this.stored.set(message, { ...place, at: now, rules });
	}

	/** Shows what is hidden still; everything, or what is in one place. */
	release(where: Pick<LagRule, 'packId' | 'claimId'> = {}): void {
		for (const [message, place] of this.stored) {
			if (isAt(place, where)) this.stored.delete(message);
		}
	}

	hides(message: object, read: Read, isOwn: boolean, now = Date.now()): boolean {
		return this.hiding(message, read, isOwn, now).length > 0;
	}

	/** Whether reading the conversation marks the message. */
	letsMark(message: object, isOwn: boolean): boolean {
		return this.hiding(message, 'conversation', isOwn, Date.now()).every(({ marks }) => marks);
	}

	private hiding(message: object, read: Read, isOwn: boolean, now: number): LagRule[] {
		const stored = this.stored.get(message);
		if (!stored) return [];
		return stored.rules.filter(
			({ ms, reads = usualReads, of }) =>
				reads.includes(read) &&
				(of === undefined || (of === 'sent') === isOwn) &&
				(ms === undefined || now < stored.at + ms),
		);
	}
}
