/** Numbers of a sample in words. */

const number = new Intl.NumberFormat('en-GB');

/** Gives a number as people write it. */
export function numberOf(count: number): string {
	return number.format(count);
}

/** Gives a part in whole per cent with a half rounded up; one below half a per cent is said to be so. */
export function percentIn(count: number, of: number): string {
	const whole = of === 0 ? 0 : Math.floor((200 * count + of) / (2 * of));
	return whole === 0 && count > 0 ? 'under 1%' : `${whole}%`;
}
