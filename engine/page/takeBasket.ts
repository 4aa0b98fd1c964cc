import type { BasketDesk, BasketPorts } from '../edges/basketDesk.ts'
import type { NoticeBoard } from '../ui/notices.ts'

/** The basket of futures, whose code is fetched when it is first wanted: by the page or by OSC. */
export interface TakeBasket {
  open(): Promise<BasketDesk>
  /** Does something with the basket; what goes wrong is said. */
  use(act: (desk: BasketDesk) => void | Promise<void>): void
}

export function createTakeBasket(ports: BasketPorts, board: NoticeBoard): TakeBasket {
  let basket: Promise<BasketDesk> | null = null
  const open = (): Promise<BasketDesk> =>
    (basket ??= import('../edges/basketDesk.ts').then(({ BasketDesk }) => new BasketDesk(ports)))
  return {
    open,
    use(act) {
      open()
        .then(async (desk) => {
          await act(desk)
          if (desk.status.state === 'failed')
            board.say('trouble', `Take basket: ${desk.status.why}`)
        })
        .catch((error: unknown) => {
          const why = error instanceof Error ? error.message : 'no reason given'
          board.say('trouble', `Take basket: ${why}`)
        })
    },
  }
}
