/** Ids as the server makes them. */
import { randomBytes, randomInt } from 'node:crypto';
import { PLAN_REF_ALPHABET } from '#lib/domain/ids.ts';

/** The last millisecond and the counter within it, so that ids made one after the other also sort that way. */
let last = 0;
let within = 0;

/**
 * Gives a new UUIDv7 (RFC 9562, section 5.7): 48 bits of the time, 12 bits counting up within the millisecond (section 6.2, method 1),
 * 62 random bits. Ids are names, never secrets.
 */
export function newId(): string {
	const now = Date.now();
	const random = randomBytes(10);
	if (now > last) {
		last = now;
		within = random.readUInt16BE(8) & 0x3ff;
	} else if (within < 0xfff) within += 1;
	else {
		// More than the counter holds, or a clock set back: borrow from the time to come.
		last += 1;
		within = 0;
	}
	const bytes = Buffer.alloc(16);
	bytes.writeUIntBE(last, 0, 6);
	bytes.writeUInt16BE(0x7000 | within, 6);
	random.copy(bytes, 8, 0, 8);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	const hex = bytes.toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * Gives a plan reference that no plan of the partnership has, and adds it to those taken: five random characters of 27, some 14 million
 * of them. `below(n)` gives a whole number from 0 to n - 1.
 */
export function newPlanRef(code: string, taken: Set<string>, below: (n: number) => number = randomInt): string {
	for (;;) {
		const tail = Array.from({ length: 5 }, () => PLAN_REF_ALPHABET.charAt(below(PLAN_REF_ALPHABET.length)));
		const planRef = `${code}-${tail.join('')}`;
		if (taken.has(planRef)) continue;
		taken.add(planRef);
		return planRef;
	}
}
