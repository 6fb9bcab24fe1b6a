------------------------------ MODULE LectureQueue -------------------------------
(********************************************************************************)
(* The lecture's queue: a ring of slots, two counting semaphores and two        *)
(* counters from which each process draws a ticket.                             *)
(*                                                                              *)
(*   put:  wait(isem)  slot = fetch_add(qii) % N  write the slot  post(osem)    *)
(*   get:  wait(osem)  slot = fetch_add(qjj) % N  read the slot   post(isem)    *)
(*                                                                              *)
(* With one putter, one getter and no kill, all properties at the end of this   *)
(* file hold.  With two putters, or with a kill, they do not.                   *)
(*                                                                              *)
(* Where a process is (pc):                                                     *)
(*                                                                              *)
(*   putter   wait, draw, write, post                                           *)
(*   getter   wait, draw, read, post                                            *)
(********************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Putters, Getters,   \* sets of model values
    SlotCount,
    PutsEach,           \* how many messages each putter puts
    Kills               \* how many of them may be killed, at any step

Processes == Putters \cup Getters
Slots == 0..(SlotCount - 1)
NoTicket == 0

VARIABLES
    isem, osem,     \* permits: free slots, full slots
    qii, qjj,       \* the next ticket to put with, to get with; from 1
    slots,          \* of each slot: the ticket of the last message written
    pc,
    ticket,         \* the ticket that each process has drawn
    toPut,          \* how many messages each putter has still to put
    got,            \* tickets of messages that were read
    killsLeft

vars == <<isem, osem, qii, qjj, slots, pc, ticket, toPut, got, killsLeft>>

Init ==
    /\ isem = SlotCount
    /\ osem = 0
    /\ qii = 1
    /\ qjj = 1
    /\ slots = [s \in Slots |-> NoTicket]
    /\ pc = [p \in Processes |-> "wait"]
    /\ ticket = [p \in Processes |-> NoTicket]
    /\ toPut = [p \in Putters |-> PutsEach]
    /\ got = {}
    /\ killsLeft = Kills

SlotOf(p) == ticket[p] % SlotCount
Goto(p, label) == pc' = [pc EXCEPT ![p] = label]

(********************************************************************************)
(* Putting                                                                      *)
(********************************************************************************)
WaitFree(p) ==
    /\ pc[p] = "wait" /\ toPut[p] > 0
    /\ isem > 0
    /\ isem' = isem - 1
    /\ toPut' = [toPut EXCEPT ![p] = @ - 1]
    /\ Goto(p, "draw")
    /\ UNCHANGED <<osem, qii, qjj, slots, ticket, got, killsLeft>>

DrawToPut(p) ==
    /\ pc[p] = "draw"
    /\ ticket' = [ticket EXCEPT ![p] = qii]
    /\ qii' = qii + 1
    /\ Goto(p, "write")
    /\ UNCHANGED <<isem, osem, qjj, slots, toPut, got, killsLeft>>

WriteSlot(p) ==
    /\ pc[p] = "write"
    /\ slots' = [slots EXCEPT ![SlotOf(p)] = ticket[p]]
    /\ Goto(p, "post")
    /\ UNCHANGED <<isem, osem, qii, qjj, ticket, toPut, got, killsLeft>>

PostFull(p) ==
    /\ pc[p] = "post"
    /\ osem' = osem + 1
    /\ ticket' = [ticket EXCEPT ![p] = NoTicket]
    /\ Goto(p, "wait")
    /\ UNCHANGED <<isem, qii, qjj, slots, toPut, got, killsLeft>>

(********************************************************************************)
(* Getting                                                                      *)
(********************************************************************************)
WaitFull(p) ==
    /\ pc[p] = "wait"
    /\ osem > 0
    /\ osem' = osem - 1
    /\ Goto(p, "draw")
    /\ UNCHANGED <<isem, qii, qjj, slots, ticket, toPut, got, killsLeft>>

DrawToGet(p) ==
    /\ pc[p] = "draw"
    /\ ticket' = [ticket EXCEPT ![p] = qjj]
    /\ qjj' = qjj + 1
    /\ Goto(p, "read")
    /\ UNCHANGED <<isem, osem, qii, slots, toPut, got, killsLeft>>

ReadSlot(p) ==
    /\ pc[p] = "read"
    /\ got' = got \cup {slots[SlotOf(p)]}
    /\ Goto(p, "post")
    /\ UNCHANGED <<isem, osem, qii, qjj, slots, ticket, toPut, killsLeft>>

PostFree(p) ==
    /\ pc[p] = "post"
    /\ isem' = isem + 1
    /\ ticket' = [ticket EXCEPT ![p] = NoTicket]
    /\ Goto(p, "wait")
    /\ UNCHANGED <<osem, qii, qjj, slots, toPut, got, killsLeft>>

\* A killed process loses its ticket, which is only in its own memory.  Another process puts the
\* messages that are left, beginning at "wait"; the model lets the same one do it.
Kill(p) ==
    /\ killsLeft > 0
    /\ pc[p] # "wait"
    /\ killsLeft' = killsLeft - 1
    /\ ticket' = [ticket EXCEPT ![p] = NoTicket]
    /\ Goto(p, "wait")
    /\ UNCHANGED <<isem, osem, qii, qjj, slots, toPut, got>>

Next ==
    \/ \E p \in Putters : WaitFree(p) \/ DrawToPut(p) \/ WriteSlot(p) \/ PostFull(p)
    \/ \E p \in Getters : WaitFull(p) \/ DrawToGet(p) \/ ReadSlot(p) \/ PostFree(p)
    \/ \E p \in Processes : Kill(p)

Spec == Init /\ [][Next]_vars

(********************************************************************************)
(* What should hold                                                             *)
(********************************************************************************)

\* A process that is about to read finds what was written with the same ticket.
ReadsWhatWasWritten ==
    \A p \in Getters : pc[p] = "read" => slots[SlotOf(p)] = ticket[p]

\* Each message in a slot was read, or can still be: its turn is to come, or a process has its
\* ticket.
NoMessageIsLost ==
    \A s \in Slots :
        slots[s] \in {NoTicket} \cup got \/ slots[s] >= qjj
        \/ \E p \in Getters : ticket[p] = slots[s]

\* Each permit is there or held by a process: when all wait, all slots are accounted for.
NoPermitIsLost ==
    (\A p \in Processes : pc[p] = "wait") => isem + osem = SlotCount
==================================================================================
