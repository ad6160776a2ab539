"""Access requests: sharing by function, approved per entry (依职能共享申请, art. 15(1))."""
