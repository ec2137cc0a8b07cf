/** The password that somebody chooses (or knows) when they accept an invitation, as both ways in check it. */
import * as z from 'zod';
import { PASSWORD_MAX, PASSWORD_MIN } from '#lib/server/sign-in-desk.ts';

export const Password = z
	.string()
	.min(PASSWORD_MIN, `Enter a password of at least ${PASSWORD_MIN} characters`)
	.max(PASSWORD_MAX, `Enter a password of at most ${PASSWORD_MAX} characters`);
