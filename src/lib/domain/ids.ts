/** The shapes of the ids that every room shares. Ids are made where the thing is made and passed in: the domain never makes one. */
import * as z from 'zod';

/** Letters and digits that cannot be mistaken for each other and spell no word: 27 of them. */
export const PLAN_REF_ALPHABET = '23456789BCDFGHJKMNPQRSTVWXZ';

/** A plan's pseudonym: the partnership's three letters and five random characters, for example LEW-7K3QF. */
export const PlanRef = z.string().regex(/^[A-Z]{3}-[2-9BCDFGHJKMNPQRSTVWXZ]{5}$/, 'is not a plan reference');
export type PlanRef = z.infer<typeof PlanRef>;

/** Ids made by tablet and server: UUIDv7 (RFC 9562), so that they sort by the time they were made. They are names, never secrets. */
export const Id = z.uuid();
export type Id = z.infer<typeof Id>;

/** Unique reference number of a setting in GIAS: six digits. */
export const Urn = z.string().regex(/^\d{6}$/, 'is not a six-figure URN');
export type Urn = z.infer<typeof Urn>;

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hexadecimal');
export type Hash = z.infer<typeof Hash>;
