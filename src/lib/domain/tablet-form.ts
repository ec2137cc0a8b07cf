/** The form in which a coordinator says how soon tablets lock, how long one may go without the team, and how long it keeps what was sent. */
import * as z from 'zod';
import { CopyDays } from './sent-copy.ts';
import { LockSettings } from './vault.ts';

function whole(what: 'minutes' | 'days', least: number, most: number) {
	return z.coerce
		.number(`Enter the ${what} as a number, for example ${least + 3}`)
		.int(`Enter whole ${what}`)
		.min(least, `Enter at least ${least} ${least === 1 ? 'day' : what}`)
		.max(most, `Enter ${most} ${what} or fewer`);
}

/** Whatever passes is within what a tablet takes (`LockSettings`, `CopyDays`). */
export const TabletForm = z
	.strictObject({
		frontMinutes: whole('minutes', 2, 30),
		hiddenMinutes: whole('minutes', 2, 60),
		leaseDays: whole('days', 1, 30),
		copyDays: whole('days', 1, 60)
	})
	.transform(({ copyDays, ...locks }) => ({ locks, copyDays }))
	.pipe(z.strictObject({ locks: LockSettings, copyDays: CopyDays }));
