/** What every row of a partnership carries. */
export interface Owned {
	partnershipId: string;
}
