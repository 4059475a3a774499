// What the schema is made of: blocks Slack's typings know by name, within the frames of views.
import type { HomeView, KnownBlock, ModalView } from '@slack/types';

export interface Judged {
  message?: KnownBlock[];
  modal?: Omit<ModalView, 'blocks'> & { blocks: KnownBlock[] };
  home?: Omit<HomeView, 'blocks'> & { blocks: KnownBlock[] };
}
