/** What everything is called: names that meet in another spelling too. */
export const names = ['a', 'b', 'B', 'c', 'dir', 'Dir', 'café', 'cafe\u0301', 'x.txt', 'sub']
