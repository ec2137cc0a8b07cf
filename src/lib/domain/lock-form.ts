/** The form in which a coordinator says how soon tablets lock, and how long one may go without the team. */
import * as z from 'zod';
import { LockSettings } from './vault.ts';

function whole(what: 'minutes' | 'days', least: number, most: number) {
	return z.coerce
		.number(`Enter the ${what} as a number, for example ${least + 3}`)
		.int(`Enter whole ${what}`)
		.min(least, `Enter at least ${least} ${least === 1 ? 'day' : what}`)
		.max(most, `Enter ${most} ${what} or fewer`);
}

/** Whatever passes is within what a tablet takes (`LockSettings`). */
export const LockForm = z
	.strictObject({
		frontMinutes: whole('minutes', 2, 30),
		hiddenMinutes: whole('minutes', 2, 60),
		leaseDays: whole('days', 1, 30)
	})
	.pipe(LockSettings);
